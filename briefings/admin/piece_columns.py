"""The list of pieces: its columns, its filters, and the states of the rows with no query a row."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy

from newsroom.account_names import account_name

from ..models import Piece
from ..reviews.approvals import with_review
from .filters import (
    ArticleFilter,
    AssigneeFilter,
    DeskFilter,
    OutletFilter,
    OwnerFilter,
    PersonFilter,
    ScheduleFilter,
    StateFilter,
    TopicFilter,
)
from .listing import PieceList, moment_of
from .review_states import assignment_of, desk_states_of
from .timed import states_of, with_schedule


class PieceColumns(PieceList):
    """For the admin of a kind of piece."""

    list_display = ["headline", "state_in_words", "owner_name", "assigned", "changed", "first_published"]
    list_filter = [
        StateFilter,
        DeskFilter,
        ScheduleFilter,
        TopicFilter,
        PersonFilter,
        OutletFilter,
        ArticleFilter,
        OwnerFilter,
        AssigneeFilter,
        "changed_at",
        "live_edition__first_published_at",
    ]
    search_fields = ["headline"]  # that there is a search; PieceList says over what
    search_hint = gettext_lazy("Headlines, and every word of the working copies")
    ordering = ["-changed_at", "-pk"]
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER

    def get_queryset(self, request: HttpRequest) -> Any:
        pieces = super().get_queryset(request).as_cards().select_related("owner", "assignee")
        return with_review(with_schedule(pieces))

    @admin.display(description=gettext_lazy("State"))
    def state_in_words(self, piece: Piece) -> str:
        """The words, with the sign and the colour of the state (static/desk/desk.css)."""
        return format_html_join(
            " ", '<span class="state state-{}">{}</span>', [*states_of(piece), *desk_states_of(piece)]
        )

    @admin.display(description=gettext_lazy("Assigned, due"), ordering="due_at", empty_value="–")
    def assigned(self, piece: Piece) -> str | None:
        return assignment_of(piece) or None

    @admin.display(description=gettext_lazy("Changed"), ordering="changed_at")
    def changed(self, piece: Piece) -> str:
        return moment_of(piece.changed_at)

    @admin.display(
        description=gettext_lazy("First published"),
        ordering="live_edition__first_published_at",
        empty_value="–",
    )
    def first_published(self, piece: Piece) -> Any:
        return moment_of(piece.live_edition.first_published_at) if piece.live_edition else None

    @admin.display(description=gettext_lazy("Owner"), ordering="owner__username", empty_value="–")
    def owner_name(self, piece: Piece) -> str | None:
        return account_name(piece.owner) if piece.owner else None
