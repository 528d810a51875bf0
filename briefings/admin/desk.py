"""The first page of the admin: panels, each with the pieces that it is about and how many there are.

A later issue brings another by a class of its own in ``PANELS``.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from newsroom.account_names import account_name

from ..models import Edition, Piece
from ..words import LIVE_KINDS, PieceKind

ROWS = 8
COUNTED = 1000
"""What a panel shows at most, and up to where it counts: a desk with more is not helped by the figure."""


@dataclass(frozen=True)
class Row:
    """A line of a panel."""

    title: str
    url: str
    kind: str
    state: str
    state_label: str
    who: str
    when: datetime
    note: str = ""


class Panel:
    """Named rows with their number. At most two queries, whatever there is; the second only where rows are left out."""

    name: ClassVar[str]
    title: ClassVar[str | Promise]
    nothing: ClassVar[str | Promise]
    """The sentence of a panel without rows."""
    only_with_rows: ClassVar[bool] = False
    """Whether the panel is left out where it has none."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        rows = list(self.queryset()[: ROWS + 1])
        self.rows = [self.row(row) for row in rows[:ROWS]]
        self.count = len(rows) if len(rows) <= ROWS else self.queryset()[: COUNTED + 1].count()

    @classmethod
    def is_for(cls, request: HttpRequest) -> bool:
        """Whether whoever asks gets to see the panel."""
        return request.user.has_perm("briefings.view_story")

    @property
    def count_label(self) -> str:
        return _("more than %(count)s") % {"count": COUNTED} if self.count > COUNTED else str(self.count)

    @property
    def more(self) -> list[tuple[str, str]]:
        """The lists where all of it stands, (label, address); shown where rows are left out."""
        return []

    def queryset(self) -> Any:
        """What the panel is about, in its order."""
        raise NotImplementedError

    def row(self, found: Any) -> Row:
        raise NotImplementedError


class PiecePanel(Panel):
    """Working copies, the one changed last first."""

    filters: ClassVar[dict[str, str]]

    def pieces(self) -> Any:
        raise NotImplementedError

    def queryset(self) -> Any:
        return self.pieces().as_cards().select_related("owner").order_by("-changed_at", "-pk")

    @property
    def more(self) -> list[tuple[str, str]]:
        return both_lists(self.filters)

    def row(self, found: Piece) -> Row:
        return Row(
            title=str(found),
            url=form_of(found),
            kind=PieceKind(found.kind).label,
            state=found.state,
            state_label=found.state.label,
            who=account_name(found.owner) if found.owner else "",
            when=found.changed_at,
        )


class MyDrafts(PiecePanel):
    name = "drafts"
    title = gettext_lazy("My drafts")
    nothing = gettext_lazy("No draft of yours is waiting.")
    filters = {"state": "draft", "owner": "me"}

    def pieces(self) -> Any:
        return Piece.objects.owned_by(self.request.user).drafts()


class UnpublishedChanges(PiecePanel):
    name = "changed"
    title = gettext_lazy("Live, with unpublished changes")
    nothing = gettext_lazy("Readers see every word that was saved.")
    filters = {"state": "changed"}

    def pieces(self) -> Any:
        return Piece.objects.with_unpublished_changes()


class LatestPublished(Panel):
    """Walks back through the editions, so that its cost does not grow with the house."""

    name = "published"
    title = gettext_lazy("Latest published")
    nothing = gettext_lazy("Nothing was published yet.")

    @property
    def more(self) -> list[tuple[str, str]]:
        return both_lists({"state": "live"})

    def queryset(self) -> Any:
        editions = Edition.objects.filter(live_for__isnull=False, kind__in=LIVE_KINDS)
        editions = editions.select_related("live_for", "editor").defer("document", "findings")
        return editions.order_by("-pk")

    def row(self, found: Edition) -> Row:
        piece = found.live_for
        state = Piece.State.LIVE if piece.fingerprint == found.fingerprint else Piece.State.CHANGED
        return Row(
            title=found.headline,
            url=form_of(piece),
            kind=PieceKind(piece.kind).label,
            state=state,
            state_label=state.label,
            who=account_name(found.editor) if found.editor else found.get_origin_display(),
            when=found.released_at,
            note=_("edition %(number)s, %(kind)s")
            % {"number": found.number, "kind": found.get_kind_display()}
            if found.number > 1
            else "",
        )


URGENT = frozenset({"failed", "overdue"})
"""Names of panels that stand before all others while they have rows."""

PANELS: list[type[Panel]] = [MyDrafts, UnpublishedChanges, LatestPublished]


def panels(request: HttpRequest, kinds: Iterable[type[Panel]] | None = None) -> list[Panel]:
    """The panels that whoever asks may see, with their rows: what went wrong first, what has nothing last."""
    wanted = (kind(request) for kind in (PANELS if kinds is None else kinds) if kind.is_for(request))
    found = [panel for panel in wanted if panel.rows or not panel.only_with_rows]
    return sorted(found, key=lambda panel: (not panel.rows, panel.name not in URGENT))


def form_of(piece: Piece) -> str:
    model = "story" if piece.is_story else "commonquestion"
    return reverse(f"admin:briefings_{model}_change", args=[piece.pk])


def both_lists(filters: dict[str, str]) -> list[tuple[str, str]]:
    query = urlencode(filters)
    return [
        (_("all such stories"), f"{reverse('admin:briefings_story_changelist')}?{query}"),
        (_("all such common questions"), f"{reverse('admin:briefings_commonquestion_changelist')}?{query}"),
    ]
