"""The archive: what was published on which day, in the house's time zone."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count
from django.db.models.functions import ExtractDay
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.dates import MONTHS, WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from newsroom.date_labels import day_words, month_words

from ..archiving import months_with_pieces
from ..models import Piece
from ..models.piece_queries import PieceQuerySet
from .paging import address_on, cards_of, page_of

PER_PAGE = 50

PUBLISHED = "search_row__published_at"
"""The date of first publication where it has an index: every live piece has this row, and no other piece has."""


@require_safe
def archive(request: HttpRequest) -> HttpResponse:
    """All years and their months, with the number of pieces of each."""
    years: dict[int, dict[str, Any]] = {}
    for year, month, count in months_with_pieces():
        entry = years.setdefault(
            year, {"name": str(year), "url": reverse("archive_year", args=[year]), "count": 0, "months": []}
        )
        entry["count"] += count
        entry["months"].append(line(date(year, month, 1), "month of the year", "archive_month", count))
    context = {
        "years": list(years.values())[::-1],
        "page_title": _("Archive"),
        "canonical_url": reverse("archive"),
    }
    return render(request, "archive.html", context)


@require_safe
def year(request: HttpRequest, year: int) -> HttpResponse:
    """The months of a year with the number of pieces of each."""
    first = date(year, 1, 1)
    after = date(year + 1, 1, 1) if year < date.max.year else None
    entries = [
        line(date(year, month, 1), "month of the year", "archive_month", count)
        for counted, month, count in months_with_pieces()
        if counted == year
    ]
    return period(request, "archive_year", first, after, str(year), entries)


@require_safe
def month(request: HttpRequest, year: int, month: int) -> HttpResponse:
    """The days of a month with the number of pieces of each."""
    first = date(year, month, 1)
    after = None if (year, month) == (date.max.year, 12) else (first + timedelta(days=31)).replace(day=1)
    days = within(first, after).annotate(day=ExtractDay(PUBLISHED)).order_by("day").values_list("day")
    entries = [
        line(first.replace(day=day), "day of the month", "archive_day", count)
        for day, count in days.annotate(Count("pk"))
    ]
    return period(request, "archive_month", first, after, named(first, "month"), entries)


@require_safe
def day(request: HttpRequest, year: int, month: int, day: int) -> HttpResponse:
    """What was first published on a day, newest first."""
    try:
        first = date(year, month, day)
    except ValueError as error:
        raise Http404 from error
    after = first + timedelta(days=1) if first < date.max else None
    page = page_of(
        request,
        Paginator(cards_of(within(first, after).order_by(f"-{PUBLISHED}", "-pk").as_cards()), PER_PAGE),
    )
    if not page.paginator.count:
        raise Http404
    title = named(first, "day")
    context = {
        **around("archive_day", first, after),
        "heading": named(first, "weekday and day"),
        "breadcrumb": trail(first, 3),
        "page_obj": page,
        "page_title": _("Archive: %(period)s") % {"period": title},
        "canonical_url": address_on(reverse("archive_day", args=[year, month, day]), page),
    }
    return render(request, "archive_day.html", context)


def period(
    request: HttpRequest,
    route: str,
    first: date,
    after: date | None,
    title: str,
    entries: list[dict[str, Any]],
) -> HttpResponse:
    """The page of a year or a month. Raises Http404 where nothing was published in it."""
    if not entries:
        raise Http404
    context = {
        **around(route, first, after),
        "heading": title,
        "breadcrumb": trail(first, PARTS[route]),
        "entries": entries,
        "count": sum(entry["count"] for entry in entries),
        "page_title": _("Archive: %(period)s") % {"period": title},
        "canonical_url": address(route, first),
    }
    return render(request, "archive_period.html", context)


PARTS = {"archive_year": 1, "archive_month": 2, "archive_day": 3}
"""How many numbers of a date the addresses of a route have."""


def address(route: str, day: date) -> str:
    return reverse(route, args=[day.year, day.month, day.day][: PARTS[route]])


def line(day: date, form: str, route: str, count: int) -> dict[str, Any]:
    return {"name": named(day, form), "url": address(route, day), "count": count}


def named(day: date, form: str) -> str:
    """The period that begins on this day, in the language's words."""
    match form:
        case "year":
            return f"{day.year:04}"
        case "month":
            return month_words(day)
        case "month of the year":
            return str(MONTHS[day.month])
        case "day":
            return day_words(day)
        case "day of the month":
            return pgettext("date", "%(weekday)s %(number)s") % {
                "weekday": WEEKDAYS[day.weekday()],
                "number": day.day,
            }
    return pgettext("date", "%(weekday)s %(day)s") % {
        "weekday": WEEKDAYS[day.weekday()],
        "day": day_words(day),
    }


def trail(day: date, parts: int) -> list[dict[str, str]]:
    """The way from the archive down to a period, itself left out."""
    steps = [{"name": _("Archive"), "url": reverse("archive")}]
    for route, form in (("archive_year", "year"), ("archive_month", "month of the year"))[: parts - 1]:
        steps.append({"name": named(day, form), "url": address(route, day)})
    return steps


def within(first: date, after: date | None) -> PieceQuerySet:
    """Live pieces first published from the one day on and before the other; None is the end of all days."""
    pieces = Piece.objects.filter(**{f"{PUBLISHED}__gte": midnight(first)})
    return pieces.filter(**{f"{PUBLISHED}__lt": midnight(after)}) if after else pieces


def midnight(day: date) -> datetime:
    """The beginning of a day of the house, in UTC; the very first moment where UTC has no such day."""
    begin = datetime.combine(day, time.min, timezone.get_current_timezone())
    try:
        return begin.astimezone(UTC)
    except OverflowError:
        return datetime.min.replace(tzinfo=UTC)


def around(route: str, first: date, after: date | None) -> dict[str, Any]:
    """The nearest periods of the same length, before and after, in which something was published."""
    form = {"archive_year": "year", "archive_month": "month", "archive_day": "day"}[route]
    before = Piece.objects.filter(**{f"{PUBLISHED}__lt": midnight(first)}).order_by(f"-{PUBLISHED}")
    later = within(after, None).order_by(PUBLISHED) if after else Piece.objects.none()

    def nearest(pieces: PieceQuerySet) -> dict[str, str] | None:
        at = pieces.values_list(PUBLISHED, flat=True).first()
        if at is None:
            return None
        day = timezone.localdate(at)
        return {"name": named(day, form), "url": address(route, day)}

    return {"earlier": nearest(before), "later": nearest(later)}
