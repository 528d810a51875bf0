"""The list of pieces: searched over headlines, addresses, and every word of the working copies."""

from datetime import datetime
from html import escape
from typing import Any

from django.contrib.admin import ModelAdmin
from django.db.models import Q
from django.forms import Media
from django.http import HttpRequest, HttpResponse
from django.utils.formats import date_format
from django.utils.text import smart_split, unescape_string_literal
from django.utils.timezone import localtime

from ..models import Answer, Event, Section

TERMS = 8
LENGTH = 100
"""Of what is typed, so many terms, each with so many characters, are looked for."""


class PieceList:
    """For the admin of a kind of piece: what is found has each of the terms somewhere in its working copy.

    One scan of each table of texts a term, whatever the rows of the list: 2,000 stories take some tenths of a second.
    The readers' index knows live editions alone, and words that are not out yet are what is looked for here.
    """

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        for term in terms_of(search_term):
            queryset = queryset.filter(holding(term))
        return queryset, False

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        return super().changelist_view(request, {**(extra_context or {}), "media": self._stock_media()})

    def render_delete_form(self, request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
        response = super().render_delete_form(request, context)
        response.context_data["media"] = self._stock_media()
        return response

    def _stock_media(self) -> Media:
        """Django's own scripts, which choose rows; the form's have nothing to do in a list."""
        return ModelAdmin.media.fget(self)


def moment_of(at: datetime) -> str:
    """A time as the desk writes it, in the house's zone: “23 Nov 2026, 19:01”."""
    return date_format(localtime(at), "SHORT_DATETIME_FORMAT")


def terms_of(typed: str) -> list[str]:
    """Words, and phrases in quotation marks, without repetitions. A character NUL, which no word holds, parts two."""
    terms = []
    for bit in smart_split(typed.replace("\x00", " ")):
        if bit.startswith(('"', "'")) and len(bit) > 1 and bit[0] == bit[-1]:
            bit = unescape_string_literal(bit)
        if bit := bit.strip()[:LENGTH]:
            terms.append(bit)
    return list(dict.fromkeys(terms))[:TERMS]


def holding(term: str) -> Q:
    """The condition that a piece holds the term, upper and lower case aside."""
    marked_up = escape(term, quote=False)  # as HTML writes &, < and >
    sections = Section.objects.filter(Q(html__icontains=marked_up) | Q(heading__icontains=term))
    answers = Answer.objects.filter(Q(html__icontains=marked_up) | Q(question__icontains=term))
    events = Event.objects.filter(html__icontains=marked_up)
    return (
        Q(headline__icontains=term)
        | Q(standfirst__icontains=term)
        | Q(slug__icontains=term)
        | Q(pk__in=sections.order_by().values("story"))
        | Q(pk__in=answers.order_by().values("piece"))
        | Q(pk__in=events.order_by().values("story"))
    )
