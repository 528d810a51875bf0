"""What the bar and the lists show of a piece's times, beside its public state."""

from collections.abc import Iterator

from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _

from newsroom.clock import now

from ..models import Embargo, Piece, Schedule
from ..models.schedules import Outcome
from .moments import shown


def with_schedule(pieces: QuerySet) -> QuerySet:
    """With what the bar and the lists show of a piece's times, and no query a row: ``schedule_pk``, ``schedule_at``,
    ``schedule_fingerprint`` and ``release_pk`` of what is open, ``schedule_failed``, ``embargo_until``."""
    own = Schedule.objects.filter(piece=OuterRef("pk"))
    open_one = own.filter(outcome=Outcome.WAITING)
    return pieces.annotate(
        schedule_pk=Subquery(open_one.values("pk")[:1]),
        schedule_at=Subquery(open_one.values("at")[:1]),
        schedule_fingerprint=Subquery(open_one.values("fingerprint")[:1]),
        release_pk=Subquery(open_one.values("release")[:1]),
        schedule_failed=Exists(own.filter(outcome=Outcome.FAILED, release=None)),
        embargo_until=Subquery(Embargo.objects.filter(piece=OuterRef("pk")).values("until")[:1]),
    )


def states_of(piece: Piece) -> Iterator[tuple[str, str]]:
    """The public state, and what waits for its time beside it: (class, words) each. Of a piece ``with_schedule``."""
    yield piece.state, piece.state.label
    if piece.schedule_pk is not None:
        if piece.schedule_at is None:
            yield "scheduled", _("in a release")
        else:
            yield "scheduled", _("goes out %(moment)s") % {"moment": shown(piece.schedule_at)}
        if piece.schedule_fingerprint != piece.fingerprint:
            yield "changed", _("newer words are not in it")
    if piece.schedule_failed:
        yield "failed", _("failed to go out")
    if piece.embargo_until is not None and piece.embargo_until > now():
        yield "embargo", _("embargo until %(moment)s") % {"moment": shown(piece.embargo_until)}
