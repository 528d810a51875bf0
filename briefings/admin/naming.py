"""Fields of several names in one, and the topics that a piece is filed under by such a field.

Without JavaScript such a field is text: names separated by commas or lines, one with a comma in it in quotes.
"""

import csv
from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from newsroom.slugs import distinct, slug_of
from newsroom.text import clean_plain
from topics.models import RESERVED, FormerSlug, Topic, letter_of

from ..models import Filing, Person, PersonAlias, Piece
from .formfields import NUL

NAMES_MAX = 200
"""How many names one field takes."""


def split_names(text: str) -> list[str]:
    """The names of such a text, tidied, each once, upper and lower case aside."""
    found: dict[str, str] = {}
    for line in csv.reader(text.replace("\r", "\n").split("\n"), skipinitialspace=True):
        for name in map(clean_plain, line):
            if name:
                found.setdefault(name.lower(), name)
    return list(found.values())


def join_names(names: Iterable[str]) -> str:
    """The text that ``split_names`` reads back."""
    return ", ".join(
        f'"{name.replace(chr(34), chr(34) * 2)}"' if _needs_quotes(name) else name for name in names
    )


def _needs_quotes(name: str) -> bool:
    return "," in name or name.startswith('"')


class NamesField(forms.CharField):
    """A list of names. ``of`` says of what: the look-up that suggests them has the same name."""

    def __init__(self, *args: Any, of: str, **kwargs: Any) -> None:
        rows = forms.Textarea(attrs={"rows": 2, "class": "vLargeTextField names", "data-names": of})
        super().__init__(*args, required=False, widget=rows, **kwargs)

    def to_python(self, value: Any) -> list[str]:
        if isinstance(value, list):
            return value
        text = super().to_python(value)
        if "\x00" in text:
            raise ValidationError(NUL, code="null_characters_not_allowed")
        try:
            names = split_names(text)
        except csv.Error as error:
            raise ValidationError(_("These names cannot be told apart: put one on each line.")) from error
        if len(names) > NAMES_MAX:
            raise ValidationError(
                _("These are %(count)s names; at most %(limit)s fit."),
                params={"count": len(names), "limit": NAMES_MAX},
            )
        self.check(names)
        return names

    def check(self, names: Sequence[str]) -> None:
        """Raises ValidationError where one of them can be no name."""
        for name in names:
            if len(name) > Topic.NAME_MAX:
                raise ValidationError(
                    _("“%(name)s…” has %(length)s characters; a name has at most %(limit)s."),
                    params={"name": name[:40], "length": len(name), "limit": Topic.NAME_MAX},
                )

    def prepare_value(self, value: Any) -> Any:
        return join_names(value) if isinstance(value, list) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return (initial or []) != self.to_python(data)
        except ValidationError:
            return True


def known_by_name(model: type[models.Model], names: Iterable[str]) -> dict[str, Any]:
    """The rows of ``model`` that have one of these names, by the name in lower case, in one query; people also by
    their other names, in one more where a name is nobody's own."""
    wanted = {name.lower() for name in names}
    if not wanted:
        return {}
    found = model._default_manager.annotate(lower_name=Lower("name")).filter(lower_name__in=wanted)
    known = {row.name.lower(): row for row in found}
    if model is Person and (others := wanted - known.keys()):
        aliases = PersonAlias.objects.annotate(lower_name=Lower("name")).filter(lower_name__in=others)
        known |= {alias.name.lower(): alias.person for alias in aliases.select_related("person")}
    return known


class Named:
    """What the names of one field stand for: rows of ``model``, those of ``fresh`` names made with the save."""

    def __init__(self, model: type[models.Model], names: Sequence[str]) -> None:
        self.names = names
        self.known = known_by_name(model, names)
        self.fresh = [name for name in names if name.lower() not in self.known]

    def __getitem__(self, name: str) -> Any:
        return self.known[name.lower()]


def make_topics(names: Sequence[str]) -> dict[str, Topic]:
    """New topics of these names, by the name in lower case, in three queries."""
    stems = {name: slug_of(name, fallback="topic") for name in names}
    alike = models.Q()
    for stem in stems.values():
        alike |= models.Q(slug__startswith=stem)
    taken = set(RESERVED)
    for model in (Topic, FormerSlug):
        taken.update(model.objects.filter(alike).values_list("slug", flat=True))
    made = {}
    for name, stem in stems.items():
        slug = distinct(stem, taken)
        taken.add(slug)
        made[name.lower()] = Topic(name=name, slug=slug, letter=letter_of(name))
    Topic.objects.bulk_create(made.values())
    return made


def file_under(piece: Piece, named: Named) -> None:
    """Make these the topics of the piece, in this order. A filing that stays is the row that it was."""
    if named.fresh:
        named.known |= make_topics(named.fresh)
    there = {filing.tag_id: filing for filing in piece.filings.all()}
    wanted = [named[name] for name in named.names]
    gone = there.keys() - {topic.pk for topic in wanted}
    if gone:
        Filing.objects.filter(content_object=piece, tag__in=gone).delete()
    moved, fresh = [], []
    for place, topic in enumerate(wanted):
        filing = there.get(topic.pk)
        if filing is None:
            fresh.append(Filing(content_object_id=piece.pk, tag=topic, position=place))
        elif filing.position != place:
            filing.position = place
            moved.append(filing)
    Filing.objects.bulk_update(moved, ["position"])
    Filing.objects.bulk_create(fresh)
