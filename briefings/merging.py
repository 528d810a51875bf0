"""Merging two outlets or two people into one, and removing one that nothing uses.

What was cited and credited keeps its words: names as cited stand in citations, bylines and editions and are not
touched. Rows that lead to the one that goes lead to the one that stays, by one statement a table, however many; where
its UUID and its address lead from then on, ``successors`` knows from the activity log.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .activity import record
from .models import (
    Article,
    Byline,
    Citation,
    LiveByline,
    LiveCitation,
    Outlet,
    OutletAlias,
    Person,
    PersonAlias,
    Piece,
)
from .refusing import Editor
from .successors import MERGE

RIGHT = "briefings.rename_source"

Source = Outlet | Person
Row = TypeVar("Row", Outlet, Person)


class SourceRefused(Exception):
    """Says in a sentence why these cannot be merged, or why this one cannot be removed; nothing was done."""


@dataclass(frozen=True)
class Following:
    """What follows a merge to the row that stays: how many ``articles``, ``pieces`` that cite or credit it (working
    copies), of these so many that readers see, and other ``names`` under which it is found."""

    articles: int
    pieces: int
    live: int
    names: int


def what_follows(gone: Iterable[Source]) -> Following:
    """What would go over if these were merged into another; four queries, however much it is."""
    rows = list(gone)
    people = [row.pk for row in rows if isinstance(row, Person)]
    if people:
        credited, seen = (
            Byline.objects.filter(person__in=people),
            LiveByline.objects.filter(person__in=people),
        )
        return Following(0, _pieces(credited), _pieces(seen), 0)
    outlets = [row.pk for row in rows]
    return Following(
        articles=Article.objects.filter(outlet__in=outlets).count(),
        pieces=_pieces(Citation.objects.filter(outlet__in=outlets)),
        live=_pieces(LiveCitation.objects.filter(outlet__in=outlets)),
        names=OutletAlias.objects.filter(outlet__in=outlets).count() + len(outlets),
    )


def _pieces(rows: "models.QuerySet[Any]") -> int:
    return rows.values("piece").distinct().count()


def merge_outlets(source: Outlet, into: Outlet, *, by: Editor | None) -> Outlet:
    """Let all of ``source`` be ``into``'s: articles, citations, other names; its own name becomes one of these, so
    that whoever types it finds ``into``. Raises SourceRefused."""
    with transaction.atomic():
        gone, stays = _held(Outlet, source, into, by=by)
        for model in (Article, Citation, LiveCitation, OutletAlias):
            model._base_manager.filter(outlet=gone.pk).update(outlet=stays.pk)
        _replace(gone, stays, ("homepage", "country", "kind", "description"), by=by)
        if gone.name.lower() != stays.name.lower():
            OutletAlias.objects.get_or_create(
                name__iexact=gone.name, defaults={"outlet": stays, "name": gone.name}
            )
        return stays


def merge_people(source: Person, into: Person, *, by: Editor | None) -> Person:
    """Let all bylines of ``source`` be ``into``'s, its names too, and its account where ``into`` has none; a piece that
    has both has ``into`` alone, under the name as ``into`` is credited there. Raises SourceRefused."""
    with transaction.atomic():
        gone, stays = _held(Person, source, into, by=by)
        if gone.user_id and stays.user_id:
            raise SourceRefused(
                _("“%(gone)s” and “%(stays)s” belong to an account each. Take one account away first.")
                % {"gone": gone, "stays": stays}
            )
        managers: tuple[Any, ...] = (Byline._base_manager, LiveByline._base_manager)
        for rows in managers:
            with_both = rows.filter(person=stays.pk).values("piece")
            rows.filter(person=gone.pk, piece__in=with_both).delete()
            rows.filter(person=gone.pk).update(person=stays.pk)
        account, gone.user_id = gone.user_id, None
        Person.objects.filter(pk=gone.pk).update(user=None)
        if account:
            stays.user_id = account
        PersonAlias.objects.filter(person=gone.pk).update(person=stays.pk)
        _replace(gone, stays, ("role", "bio"), by=by)
        PersonAlias.keep(gone.name, stays)
        return stays


def _held(model: type[Row], source: Row, into: Row, *, by: Editor | None) -> tuple[Row, Row]:
    """Both rows as they stand, locked in one order."""
    if by is None or not by.has_perm(RIGHT):
        raise SourceRefused(_("Only a chief editor may merge outlets and people."))
    if source.pk == into.pk:
        raise SourceRefused(_("“%(name)s” cannot be merged with itself.") % {"name": source})
    rows = model._default_manager.select_for_update().filter(pk__in=[source.pk, into.pk]).order_by("pk")
    held = {row.pk: row for row in rows}
    for one in (source, into):
        if one.pk not in held:
            raise SourceRefused(_("“%(name)s” is not there any more.") % {"name": one})
    return held[source.pk], held[into.pk]


def _replace(gone: Any, stays: Any, facts: Iterable[str], *, by: Editor | None) -> None:
    """Give ``stays`` the facts that it lacks, file the merge, and take ``gone`` out."""
    for name in facts:
        if not getattr(stays, name):
            setattr(stays, name, getattr(gone, name))
    record(MERGE, gone, by=by, into=stays.name, into_id=stays.pk, slug=gone.slug)
    gone.delete()
    stays.save()


def remove(row: Source | Article, *, by: Editor | None) -> None:
    """Take out an outlet, an article or a person that nothing uses. Raises SourceRefused with what does."""
    name = row._meta.model_name
    if by is None or not by.has_perm(f"briefings.delete_{name}"):
        raise SourceRefused(_("Only a chief editor may remove outlets, articles and people."))
    with transaction.atomic():
        list(type(row)._base_manager.select_for_update().filter(pk=row.pk))
        if reasons := why_it_stays(row):
            raise SourceRefused(" ".join(reasons))
        record("remove", row, by=by)
        row.delete()


def why_it_stays(row: Source | Article) -> list[str]:
    """Sentences that say what uses it; none where it may be removed. At most three queries, loading nothing."""
    return list(_uses(row))


def _uses(row: Source | Article) -> Iterator[str]:
    told = {"name": row}
    if isinstance(row, Outlet) and (articles := row.articles.count()):
        yield ngettext(
            "An article of “%(name)s” is in the library of sources.",
            "%(count)s articles of “%(name)s” are in the library of sources.",
            articles,
        ) % {**told, "count": articles}
    if isinstance(row, Person):
        rows: tuple[Any, ...] = (row.bylines, row.live_bylines)
    else:
        rows = (row.citations, row.live_citations)
    either = Q(pk__in=rows[0].order_by().values("piece")) | Q(pk__in=rows[1].order_by().values("piece"))
    if pieces := Piece.objects.filter(either).count():
        yield ngettext("A piece names “%(name)s”.", "%(count)s pieces name “%(name)s”.", pieces) % {
            **told,
            "count": pieces,
        }
