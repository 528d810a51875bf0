"""The activity log at the desk: who did what, when, to what; narrowed down, and taken out as CSV."""

import csv
from collections.abc import Iterator
from contextlib import suppress
from typing import Any
from uuid import UUID

from django.contrib import admin
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from newsroom.clock import now

from ..activity import ABOUT_ACCOUNTS, VERBS, record
from ..models import Activity, Piece
from .activity_details import details_in_words
from .base import DeskAdmin

COLUMNS = ("when", "who", "did", "kind", "what", "piece", "details")
DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
"""What a cell of a spreadsheet begins a formula with."""


class VerbFilter(admin.SimpleListFilter):
    title = gettext_lazy("what was done")
    parameter_name = "verb"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        done = verbs_done()
        return [(name, words) for name, words in VERBS.items() if name in done and may_see(request, name)]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet | None:
        return queryset.filter(verb=self.value()) if self.value() in VERBS else None


class WhoFilter(admin.SimpleListFilter):
    title = gettext_lazy("who")
    parameter_name = "who"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        users = get_user_model().objects.filter(is_staff=True).order_by("username")[:200]
        return [*((str(user.pk), user.get_username()) for user in users), ("machine", _("a machine"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet | None:
        value = self.value() or ""
        if value == "machine":
            return queryset.filter(by=None)
        return queryset.filter(by=int(value)) if value.isdecimal() and len(value) < 18 else None


class PieceFilter(admin.SimpleListFilter):
    """No list of all pieces: the address of a piece's log names it."""

    title = gettext_lazy("piece")
    parameter_name = "piece"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        value = request.GET.get(self.parameter_name, "")
        if not (value.isdecimal() and len(value) < 18):
            return []
        piece = Piece.objects.filter(pk=int(value)).first()
        return [(value, str(piece))] if piece else []

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet | None:
        value = self.value() or ""
        return queryset.filter(piece=int(value)) if value.isdecimal() and len(value) < 18 else None


def verbs_done() -> set[str]:
    """The verbs of which the log has a line: one look into the index for each, however long the log is."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT v FROM unnest(%s::text[]) AS v WHERE EXISTS"
            " (SELECT FROM briefings_activity AS a WHERE a.verb = v)",
            [list(VERBS)],
        )
        return {verb for (verb,) in cursor.fetchall()}


def may_see(request: HttpRequest, verb: str) -> bool:
    """Lines about accounts are for those who see accounts."""
    return verb not in ABOUT_ACCOUNTS or request.user.has_perm("auth.view_user")


@admin.register(Activity)
class ActivityAdmin(DeskAdmin):
    """To be read alone. The database refuses every change, whoever asks."""

    list_display = ["when", "who", "did", "what", "told"]
    empty_value_display = ""
    list_display_links = None
    list_filter = [WhoFilter, VerbFilter, PieceFilter, "at"]
    list_select_related = ["piece"]
    list_per_page = 100
    show_facets = admin.ShowFacets.NEVER
    search_fields = ["by_name", "name"]
    search_hint = gettext_lazy(
        "Names of people of the desk, of topics and outlets; headlines; numbers of pieces (UUIDs)"
    )
    ordering = ["-at", "-pk"]
    change_list_template = "admin/briefings/activity_change_list.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        lines = super().get_queryset(request)
        return lines if may_see(request, "sign_in") else lines.exclude(verb__in=ABOUT_ACCOUNTS)

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str) -> Any:
        """Headlines are the pieces' own of today: the log keeps none."""
        words = search_term.strip()
        if not words:
            return queryset, False
        pieces = Piece.objects.filter(headline__icontains=words).values("pk")
        found = Q(by_name__icontains=words) | Q(name__icontains=words) | Q(piece__in=pieces)
        with suppress(ValueError):
            found |= Q(uid=UUID(words))
        return queryset.filter(found), False

    @admin.display(description=gettext_lazy("When"), ordering="at")
    def when(self, line: Activity) -> str:
        at = localtime(line.at)
        return format_html('<time datetime="{}">{}</time>', at.isoformat(), f"{at:%Y-%m-%d %H:%M:%S}")

    @admin.display(description=gettext_lazy("Who"), ordering="by_name")
    def who(self, line: Activity) -> str:
        return line.by_name or _("a machine")

    @admin.display(description=gettext_lazy("Did"))
    def did(self, line: Activity) -> str:
        return str(VERBS.get(line.verb, line.verb))

    @admin.display(description=gettext_lazy("To what"))
    def what(self, line: Activity) -> str:
        piece = piece_of(line)
        if piece is None:
            return named(line)
        page = "story" if piece.is_story else "commonquestion"
        url = reverse(f"admin:briefings_{page}_history", args=[piece.pk])
        return format_html('<a href="{}" dir="auto">{}</a>', url, piece)

    @admin.display(description=gettext_lazy("Details"))
    def told(self, line: Activity) -> str:
        return details_in_words(line.details)

    # Nothing here is added, changed or deleted

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    # CSV

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.csv_view)
        return [path("export.csv", view, name="briefings_activity_csv"), *super().get_urls()]

    def csv_view(self, request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
        """What the list shows under the same filters, all of it, as it is read from the database."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        try:
            lines = self.get_changelist_instance(request).get_queryset(request)
        except admin.options.IncorrectLookupParameters:
            return HttpResponseRedirect(reverse("admin:briefings_activity_changelist"))
        record("export", by=request.user, kind="activity")
        response = StreamingHttpResponse(rows_of(lines), content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="activity-{now():%Y-%m-%d}.csv"'
        return response


def piece_of(line: Activity) -> Piece | None:
    """The piece of a line while there is one: a line outlives it."""
    return line.piece if line.piece_id is not None and "piece" in line._state.fields_cache else None


def named(line: Activity) -> str:
    if line.name:
        return line.name
    if line.piece_id is not None:
        return _("a piece that is gone (%(uid)s)") % {"uid": line.uid or line.piece_id}
    return line.kind


class Line:
    """What csv.writer writes to: each row is handed on."""

    def write(self, row: str) -> str:
        return row


def rows_of(lines: QuerySet) -> Iterator[str]:
    """The lines as CSV, read by the thousand. No cell begins a formula."""
    writer = csv.writer(Line())
    yield "\ufeff" + writer.writerow(COLUMNS)
    for line in lines.iterator(chunk_size=1000):
        piece = piece_of(line)
        cells = (
            line.at.isoformat(),
            line.by_name,
            line.verb,
            line.kind,
            str(piece) if piece else named(line),
            str(line.uid or ""),
            details_in_words(line.details),
        )
        yield writer.writerow([safe_cell(cell) for cell in cells])


def safe_cell(cell: str) -> str:
    """A cell that a spreadsheet takes for text (OWASP, CSV injection)."""
    return f"'{cell}" if cell.startswith(DANGEROUS) else cell
