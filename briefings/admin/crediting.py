"""The byline as one field of names. Each is a person's; where another name is printed, both stand there:
“A. Reporter = Ann Reporter” credits Ann Reporter as A. Reporter.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from newsroom.text import clean_plain

from ..models import Byline, Person, Piece
from .naming import Named, NamesField

STANDS_FOR = " = "


class Credit(NamedTuple):
    """`printed` is the name as credited; `person` the name of whose it is, empty where nobody said."""

    printed: str
    person: str

    @property
    def whose(self) -> str:
        return self.person or self.printed


def credit_of(text: str) -> Credit:
    """Reads one entry of the field. Raises ValidationError where one of the two names is missing."""
    printed, equals, person = f" {text} ".partition(STANDS_FOR)
    credit = Credit(clean_plain(printed), clean_plain(person))
    if equals and not (credit.printed and credit.person):
        raise ValidationError(
            _("“%(text)s” lacks a name: write the one to be printed, “=”, and the person’s."),
            params={"text": text[:60]},
        )
    return credit


def text_of(byline: Byline) -> str:
    """The entry of the field that stands for a byline; its person is loaded."""
    name = byline.person.name
    return byline.name if byline.name == name else f"{byline.name}{STANDS_FOR}{name}"


class CreditsField(NamesField):
    """The names of a byline, as the texts that ``credit_of`` reads."""

    def check(self, names: Sequence[str]) -> None:
        credits = [credit_of(name) for name in names]
        super().check([part for credit in credits for part in credit])
        once: set[str] = set()
        for credit in credits:
            if credit.whose.lower() in once:
                raise ValidationError(
                    _("%(name)s stands in the byline twice."), params={"name": credit.whose[:60]}
                )
            once.add(credit.whose.lower())


class Credited(Named):
    """The people of a byline, by name. ``there`` are the bylines that stand, with their people: who is credited
    already under the name that was typed is meant by it."""

    def __init__(self, texts: Sequence[str], there: Iterable[Byline]) -> None:
        self.credits = [credit_of(text) for text in texts]
        super().__init__(Person, [credit.whose for credit in self.credits])
        as_printed = {byline.name.lower() for byline in there}
        self.fresh = [
            credit.whose
            for credit in self.credits
            if credit.whose.lower() not in self.known
            and (credit.person or credit.printed.lower() not in as_printed)
        ]


def credit(piece: Piece, credited: Credited) -> None:
    """Make these the people of the byline, in this order. A person who stays is the row that it was."""
    there = list(piece.bylines.all())
    kept: list[Byline] = []
    for printed, whose in credited.credits:
        as_printed = [byline for byline in there if byline.name.lower() == printed.lower()]
        if whose or not as_printed:
            name = whose or printed
            person = credited.known.get(name.lower()) or Person.objects.create(name=name)
            credited.known[name.lower()] = person
            same = [byline for byline in (*there, *kept) if byline.person_id == person.pk][:1]
            same = same or [Byline(piece_id=piece.pk, person=person)]
            same[0].name = printed if whose else person.name
        else:
            same = as_printed
        kept += [byline for byline in same if byline not in kept]
    Byline.objects.filter(pk__in=[byline.pk for byline in there if byline not in kept]).delete()
    for place, byline in enumerate(kept):
        byline.position = place
    Byline.objects.bulk_update([byline for byline in kept if byline.pk], ["position", "name"])
    Byline.objects.bulk_create([byline for byline in kept if not byline.pk])
