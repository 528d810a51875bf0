"""What the records of reviews say: which words are approved, and in what state a piece is on the desk.

An approval counts while whoever gave it may still approve, and for exactly the words that it keeps.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from django.db import connection, models
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from newsroom.account_names import account_name
from newsroom.local_times import show_moment

from ..editions.editionwriting import NewEdition
from ..house import zone
from ..models import Edition, House, Piece, Review
from ..words import EditionKind

EPOCH = datetime.min.replace(tzinfo=UTC)
UNEQUAL = Q(live_edition=None) | ~Q(fingerprint=F("live_edition__fingerprint"))
"""Pieces of which readers do not see every word that was saved."""

CHIEFS_RIGHT = "briefings.withdraw_piece"
"""Who has it may put out again, without an approval, words that readers had before."""


class DeskState(models.TextChoices):
    """Where a piece is on the desk, beside its public state. Without one it is being drafted, or nothing is to do."""

    IN_REVIEW = "in_review", gettext_lazy("in review")
    APPROVED = "approved", gettext_lazy("approved")
    REOPENED = "reopened", gettext_lazy("changed since it was approved")
    SENT_BACK = "sent_back", gettext_lazy("sent back")


def rules() -> House:
    """The house's row as it stands now, for the verbs: what a process holds may be seconds old."""
    return House.objects.only("review", "approve_own").filter(pk=House.ONLY).first() or House()


# Publishing


def unapproved(fresh: Sequence[NewEdition], by: Any, at: datetime) -> Iterable[str]:
    """Why these words may not go out for want of an approval; nothing while the house has no review.

    One query without a review, two where all is approved. ``at`` has no say: an approval has no time.
    """
    if not fresh or not rules().review:
        return
    missing = without_approval({new.piece.pk: new.fingerprint for new in fresh})
    if missing and by is not None and by.has_perm(CHIEFS_RIGHT):
        missing -= published_before(fresh)
    reasons = why_unapproved({new.piece.pk: new.fingerprint for new in fresh if new.piece.pk in missing})
    headlines = {new.piece.pk: new.document.headline or new.piece.headline for new in fresh}
    for pk, reason in reasons.items():
        yield _("“%(headline)s”: %(reason)s") % {"headline": headlines[pk], "reason": reason}


def without_approval(wanted: dict[int, str]) -> set[int]:
    """Of pieces with the fingerprints of words, those whose words nobody approved who may still approve."""
    standing = Review.objects.standing().filter(piece__in=wanted, fingerprint__in=set(wanted.values()))
    approved = set(standing.values_list("piece_id", "fingerprint"))
    return {pk for pk, fingerprint in wanted.items() if (pk, fingerprint) not in approved}


def published_before(fresh: Sequence[NewEdition]) -> set[int]:
    """The pieces among these whose words, all of them, were an edition before."""
    wanted = {new.piece.pk: new.fingerprint for new in fresh}
    editions = Edition.objects.filter(piece__in=wanted, fingerprint__in=set(wanted.values()))
    known = set(
        editions.exclude(kind=EditionKind.WITHDRAWAL).order_by().values_list("piece_id", "fingerprint")
    )
    return {pk for pk, fingerprint in wanted.items() if (pk, fingerprint) in known}


def why_unapproved(wanted: dict[int, str]) -> dict[int, str]:
    """Of pieces with fingerprints that no standing approval names, a sentence each. One query."""
    if not wanted:
        return {}
    told = (Review.Outcome.OPEN, Review.Outcome.APPROVED, Review.Outcome.SENT_BACK)
    rows = Review.objects.filter(piece__in=wanted, outcome__in=told).select_related("decided_by")
    found: dict[int, list[Review]] = {pk: [] for pk in wanted}
    for review in rows.defer("document").order_by("-pk"):
        found[review.piece_id].append(review)
    return {pk: _why(found[pk], fingerprint) for pk, fingerprint in wanted.items()}


def _why(reviews: Sequence[Review], fingerprint: str) -> str:
    """``reviews`` are those of one piece, the newest first."""
    outcome = Review.Outcome
    for review in reviews:
        if review.outcome == outcome.APPROVED and review.fingerprint == fingerprint:
            return _("%(who)s, who approved it, may no longer approve. Somebody else has to.") % {
                "who": account_name(review.decided_by) if review.decided_by else "–"
            }
    if not reviews:
        return _("nobody has approved it. Send it to review first.")
    last = reviews[0]
    if last.outcome == outcome.OPEN:
        return _("it is in review. Nobody has approved it yet.")
    facts = {
        "who": account_name(last.decided_by) if last.decided_by else "–",
        "when": show_moment(last.decided_at, zone()) if last.decided_at else "–",
    }
    if last.outcome == outcome.SENT_BACK:
        return _("%(who)s sent it back on %(when)s. Send it to review again first.") % facts
    return _("these are not the words that %(who)s approved on %(when)s. Send it to review again.") % facts


def mark_published(editions: Sequence[Edition]) -> None:
    """Note on approvals which edition was made of them first. One query."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE briefings_review AS r SET edition_id = v.edition"
            " FROM unnest(%s::bigint[], %s::bigint[], %s::text[]) AS v (piece, edition, fingerprint)"
            " WHERE r.piece_id = v.piece AND r.fingerprint = v.fingerprint AND r.outcome = 'approved'"
            " AND r.edition_id IS NULL",
            [
                [edition.piece_id for edition in editions],
                [edition.pk for edition in editions],
                [edition.fingerprint for edition in editions],
            ],
        )


# The desk


def with_review(pieces: QuerySet[Any]) -> QuerySet[Any]:
    """With what ``desk_state`` asks for, and no query a row: ``review_approved``, ``review_last``."""
    own = Review.objects.filter(piece=OuterRef("pk"))
    since = Coalesce(OuterRef("live_edition__released_at"), Value(EPOCH))
    told = (Review.Outcome.OPEN, Review.Outcome.APPROVED, Review.Outcome.SENT_BACK)
    last = own.filter(Q(decided_at=None) | Q(decided_at__gt=since), outcome__in=told, edition=None)
    annotated: QuerySet[Any] = pieces.annotate(
        review_approved=Exists(own.standing().filter(fingerprint=OuterRef("fingerprint"))),
        review_last=Subquery(last.order_by("-pk").values("outcome")[:1]),
    )
    return annotated


def desk_state(piece: Any) -> DeskState | None:
    """Of a piece ``with_review`` and ``as_cards``. What readers see word for word has no state on the desk."""
    if piece.state == Piece.State.LIVE:
        return None
    outcome = Review.Outcome
    if piece.review_last == outcome.OPEN:
        return DeskState.IN_REVIEW
    if piece.review_approved:
        return DeskState.APPROVED
    return {outcome.APPROVED: DeskState.REOPENED, outcome.SENT_BACK: DeskState.SENT_BACK}.get(
        piece.review_last
    )


def in_state(pieces: QuerySet[Any], state: str) -> QuerySet[Any]:
    """The pieces in this state of the desk; they begin with the few rows of reviews that are not over."""
    rows = Review.objects.order_by().values("piece")
    found = with_review(pieces.filter(UNEQUAL))
    match state:
        case DeskState.IN_REVIEW:
            return found.filter(pk__in=rows.filter(outcome=Review.Outcome.OPEN))
        case DeskState.APPROVED:
            approved = rows.filter(outcome=Review.Outcome.APPROVED, fingerprint=F("piece__fingerprint"))
            return found.filter(pk__in=approved, review_approved=True).exclude(
                review_last=Review.Outcome.OPEN
            )
        case DeskState.REOPENED:
            approved = rows.filter(outcome=Review.Outcome.APPROVED, edition=None)
            return found.filter(pk__in=approved, review_last=Review.Outcome.APPROVED, review_approved=False)
        case DeskState.SENT_BACK:
            back = rows.filter(outcome=Review.Outcome.SENT_BACK)
            return found.filter(pk__in=back, review_last=Review.Outcome.SENT_BACK, review_approved=False)
    return pieces.none()
