"""The errors of a form and of all its rows, in the order of the page, each with the way to its field."""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from django.forms import BaseForm
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..pages.page_words import capfirst

WORDS = {
    "sections": gettext_lazy("Section %(n)s"),
    "citations": gettext_lazy("Source %(n)s"),
    "events": gettext_lazy("Timeline %(n)s"),
    "question_links": gettext_lazy("Question %(n)s"),
    "answers": gettext_lazy("Answer %(n)s"),
}
"""What a row is called, by the prefix of its formset."""


class Line(NamedTuple):
    """``anchor`` is the id of the field, or empty; ``place`` names it in words."""

    anchor: str
    place: str
    sentence: str


def lines_of(form: BaseForm, formsets: Iterable[Any]) -> list[Line]:
    """One line per error."""
    lines = list(_of_form(form, ""))
    for formset in formsets:
        heading = capfirst(str(formset.model._meta.verbose_name_plural))
        lines += [Line(f"{formset.prefix}-group", heading, error) for error in formset.non_form_errors()]
        for number, row in enumerate(formset.forms, start=1):
            place = row_name(formset.prefix, number)
            lines += _of_form(row, place)
            for below, answer in enumerate(getattr(row, "answers", ()), start=1):
                if answer.is_bound and row.has_changed():
                    lines += _of_form(answer, answer_name(place, below))
    return lines


def row_name(prefix: str, number: Any) -> str:
    """What the row with this number is called: “Source 3”."""
    return str(WORDS.get(prefix, "%(n)s")) % {"n": number}


def answer_name(row: str, number: Any) -> str:
    """What an answer of a question that is being begun is called: “Question 2, answer 1”."""
    return _("%(row)s, answer %(n)s") % {"row": row, "n": number}


def field_name(row: str, label: str) -> str:
    """What a field of a row is called, unlike any other of the page: “Source 3, title”."""
    return _("%(row)s, %(field)s") % {"row": row, "field": label[:1].lower() + label[1:]}


def _of_form(form: BaseForm, place: str) -> Iterator[Line]:
    for name, errors in form.errors.items():
        if name in form.fields:
            label, anchor = str(form[name].label), form[name].auto_id
        else:
            label, anchor = "", ""
        words = field_name(place, label) if place and label else place or label
        for error in errors:
            yield Line(anchor, words[:1].upper() + words[1:], str(error))
