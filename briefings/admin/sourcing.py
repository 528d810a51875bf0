"""Which outlet and which article a row of the sources means: found where it is known, made with the save."""

import hashlib
import re
from collections.abc import Iterable
from typing import Any

from django.db.models import Q
from django.db.models.functions import MD5
from django.forms import ModelForm
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from newsroom.canonical import canonical_url
from newsroom.slugs import distinct, slug_of

from ..models import Article, Citation, Outlet, OutletAlias
from .formsets import PartFormSet

IDENTITY = frozenset({"url", "outlet_name", "title", "published_on"})
"""What of a row decides which article it is."""


class CitationFormSet(PartFormSet):
    """The sources of a piece. Whatever a row leaves open is completed from what its address is known for."""

    once = ("key", gettext_lazy("Two sources of this piece have the same key."))

    def clean(self) -> None:
        rows = [form for form in self.rows() if form.has_changed()]
        self._articles = known_articles(filter(None, (_canonical(form) for form in rows)))
        self._outlets = known_outlets(form.cleaned_data.get("outlet_name") or "" for form in rows)
        for form in rows:
            self._complete(form)
        self._suggest_keys()
        super().clean()

    def _complete(self, form: ModelForm) -> None:
        """Settle outlet and article of a changed row as far as they are known; the name as cited always."""
        cleaned, row = form.cleaned_data, form.instance
        article = self._articles.get(_canonical(form) or "")
        name = cleaned.get("outlet_name") or ""
        outlet = None
        if row.outlet_id and name and "outlet_name" not in form.changed_data:
            # A name that nobody touched stands for the outlet that it stood for, whatever that is called by now.
            self._fill(row, article)
            return
        if not name and article is not None:
            outlet = article.outlet
        elif name:
            outlet = self._outlets.get(name.lower())
            if outlet is not None and outlet.name.lower() == name.lower():
                name = outlet.name
        if outlet is None and not name:
            if "outlet_name" not in form.errors:
                form.add_error("outlet_name", _("Which outlet published this source? Type its name."))
            return
        row.outlet, row.outlet_name = outlet, name or outlet.name
        self._fill(row, article)

    @staticmethod
    def _fill(row: Citation, article: Article | None) -> None:
        """What the row leaves open, from what is known of its article."""
        if article is not None:
            row.title = row.title or article.title
            row.byline = row.byline or article.byline
            row.published_on = row.published_on or article.published_on
            row.language = row.language or article.language

    def _suggest_keys(self) -> None:
        """Give each source without a key the first free one of its outlet: reuters-1, reuters-2."""
        taken = {form.cleaned_data.get("key") for form in self.rows()}
        for form in self.rows():
            if form.cleaned_data.get("key") or "key" in form.errors:
                continue
            stem = re.sub(r"[^a-z0-9-]", "", slug_of(form.instance.outlet_name, fallback="source"))
            stem = stem[:50].strip("-") or "source"
            number = next(n for n in range(1, 10_000) if f"{stem}-{n}" not in taken)
            key = f"{stem}-{number}"
            taken.add(key)
            form.cleaned_data["key"] = form.instance.key = key

    def save(self, commit: bool = True) -> list[Any]:
        """Make the outlets and articles that nobody knew, then the rows."""
        rows = [
            form.instance
            for form in self.rows()
            if form.instance.article_id is None or IDENTITY.intersection(form.changed_data)
        ]
        unknown = [row for row in rows if row.outlet_id is None]
        # The first spelling of a name is the outlet's.
        made = make_outlets({row.outlet_name.lower(): row.outlet_name for row in reversed(unknown)}.values())
        for row in unknown:
            row.outlet = made[row.outlet_name.lower()]
        settle_articles(rows, self._articles)
        return super().save(commit)

    save.alters_data = True


def make_outlets(names: Iterable[str]) -> dict[str, Outlet]:
    """New outlets of these names, by the name in lower case, in two queries."""
    stems = {name: slug_of(name, fallback="outlet") for name in names}
    if not stems:
        return {}
    alike = Q()
    for stem in stems.values():
        alike |= Q(slug__startswith=stem)
    taken = set(Outlet.objects.filter(alike).values_list("slug", flat=True))
    made = {}
    for name, stem in stems.items():
        slug = distinct(stem, taken)
        taken.add(slug)
        made[name.lower()] = Outlet(name=name, slug=slug)
    Outlet.objects.bulk_create(made.values())
    return made


def settle_articles(rows: list[Citation], by_address: dict[str, Article]) -> None:
    """Give each row its article: that of its address, or, without one, what its outlet published under this
    headline that day. Those that nobody knows are made, together."""
    printed = [row for row in rows if not row.url]
    found = Article.objects.filter(
        canonical_url="",
        outlet__in={row.outlet_id for row in printed},
        title__in={row.title for row in printed},
    )
    in_print = {_printed(article): article for article in found} if printed else {}
    fresh = []
    for row in rows:
        known: dict[Any, Article] = by_address if row.url else in_print
        identity: Any = canonical_url(row.url) if row.url else _printed(row)
        if identity not in known:
            known[identity] = Article(
                outlet_id=row.outlet_id,
                url=row.url,
                canonical_url=identity if row.url else "",
                title=row.title,
                byline=row.byline,
                published_on=row.published_on,
                language=row.language,
            )
            fresh.append(known[identity])
    Article.objects.bulk_create(fresh)
    for row in rows:
        row.article = by_address[canonical_url(row.url)] if row.url else in_print[_printed(row)]


def _printed(row: Article | Citation) -> tuple[Any, ...]:
    return row.outlet_id, row.title.lower(), row.published_on


def _canonical(form: ModelForm) -> str | None:
    """The canonical form of the row's address, or None where it has none or one that is no address."""
    url = form.cleaned_data.get("url")
    try:
        return canonical_url(url) if url else None
    except ValueError:
        return None


def known_articles(addresses: Iterable[str]) -> dict[str, Article]:
    """The articles of these canonical addresses, with their outlets, in one query."""
    # By digest, which is what the index holds.
    wanted = {hashlib.md5(address.encode(), usedforsecurity=False).hexdigest() for address in addresses}
    if not wanted:
        return {}
    rows = Article.objects.exclude(canonical_url="").annotate(digest=MD5("canonical_url"))
    found = rows.filter(digest__in=wanted).select_related("outlet")
    return {article.canonical_url: article for article in found}


def known_outlets(names: Iterable[str]) -> dict[str, Outlet]:
    """Outlets by lower-case name or alias, in two queries. A name goes before an alias."""
    wanted = {name.lower() for name in names if name}
    if not wanted:
        return {}
    same = Q()
    for name in wanted:
        same |= Q(name__iexact=name)
    found = {}
    for alias in OutletAlias.objects.filter(same).select_related("outlet"):
        found[alias.name.lower()] = alias.outlet
    for outlet in Outlet.objects.filter(same):
        found[outlet.name.lower()] = outlet
    return found
