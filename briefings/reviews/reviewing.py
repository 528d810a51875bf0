"""The review: asking for it, approving, sending back, taking back. Notes: noting.py; assignments: assigning.py.

Each verb locks the piece, as saving its form does, so that what is decided is about the words that stand there.
"""

import logging

from django.db import transaction
from django.utils.translation import gettext as _

from newsroom.account_names import account_name
from newsroom.clock import now
from newsroom.text import clean_plain_lines

from ..activity import record
from ..document import SCHEMA, Document, dump, fingerprint_of
from ..editions.compiling import compile_piece
from ..editions.publishing import lock
from ..models import House, Mail, Note, Piece, Review
from ..models.reviews import APPROVE
from ..refusing import Editor, NothingChanged, PublishingRefused, ask
from ..words import Origin
from .approvals import rules
from .contributing import ask_for_change, own_words
from .mailing import wish_mails

log = logging.getLogger("newsroom.reviewing")

LONGEST = 2000
"""Characters of a message, an answer or a note."""


class OwnWords(PublishingRefused):
    """Whoever wrote the words would approve them, and the house does not allow that."""


def send_to_review(piece_id: int, *, by: Editor, message: str = "") -> Review:
    """Ask for somebody's approval of the working copy. For whoever may change it.

    Raises NotAllowed, NothingChanged where readers see these words, or PublishingRefused: it is in review, or approved.
    """
    message = worded(message)
    with transaction.atomic():
        piece = lock([piece_id])[piece_id]
        ask_for_change(piece, by)
        _require_review()
        fingerprint = fingerprint_of(compile_piece(piece))
        if piece.live_edition is not None and piece.live_edition.fingerprint == fingerprint:
            raise NothingChanged([_("Readers see these very words. There is nothing to approve.")])
        if (open_one := _open(piece)) is not None:
            who = account_name(open_one.asked_by)
            raise PublishingRefused([_("It is in review already; %(who)s sent it.") % {"who": who}])
        if Review.objects.standing().filter(piece=piece, fingerprint=fingerprint).exists():
            raise PublishingRefused([_("These words are approved already.")])
        review = Review.objects.create(
            piece=piece, asked_by_id=by.pk, asked_at=now(), asked_for=fingerprint, message=message
        )
        record("submit", piece, by=by, review=review.pk)
        wish_mails(Mail.About.ASKED, piece, to=[piece.assignee_id], by=by, review=review)
        log.info("sent to review piece=%s review=%s", piece.uid, review.pk)
        return review


def approve(piece_id: int, *, by: Editor, looked: str, answer: str = "") -> Review:
    """Approve the words with the fingerprint ``looked``, which must be those of the working copy.

    Raises NotAllowed, OwnWords, or PublishingRefused: other words were saved meanwhile, or it is not in review.
    """
    ask(by, APPROVE, _("You may not approve."), Origin.DESK)
    answer = worded(answer)
    with transaction.atomic():
        house = _require_review()
        piece = lock([piece_id])[piece_id]
        review = _open(piece)
        if review is None:
            raise PublishingRefused([_not_in_review(piece)])
        document = _looked_at(piece, looked)
        if not house.approve_own and own_words(piece, by):
            raise OwnWords([_("These are your own words. Somebody else has to approve them.")])
        _decide(review, Review.Outcome.APPROVED, document, by=by, answer=answer)
        record("approve", piece, by=by, review=review.pk)
        _tell(piece, review, Mail.About.APPROVED, by=by)
        return review


def send_back(piece_id: int, *, by: Editor, looked: str, answer: str = "") -> Review:
    """Say that the words with the fingerprint ``looked`` are not to go out yet; an approval of them is taken back.

    Raises NotAllowed or PublishingRefused, also where neither ``answer`` nor an open note says why.
    """
    ask(by, APPROVE, _("You may not send pieces back."), Origin.DESK)
    answer = worded(answer)
    with transaction.atomic():
        _require_review()
        piece = lock([piece_id])[piece_id]
        document = _looked_at(piece, looked)
        review = _open(piece)
        if review is None:
            review = _instead_of_approval(piece, looked)
        if review is None:
            raise PublishingRefused([_not_in_review(piece)])
        if not answer and not Note.objects.filter(piece=piece, answers=None, resolved_at=None).exists():
            raise PublishingRefused([_("Say what is to be done, here or in a note.")])
        _decide(review, Review.Outcome.SENT_BACK, document, by=by, answer=answer)
        record("send_back", piece, by=by, review=review.pk)
        _tell(piece, review, Mail.About.SENT_BACK, by=by)
        return review


def take_back(piece_id: int, *, by: Editor) -> Review:
    """Ask for no approval any more. For whoever may change the piece."""
    with transaction.atomic():
        piece = lock([piece_id])[piece_id]
        ask_for_change(piece, by)
        review = _open(piece)
        if review is None:
            raise PublishingRefused([_not_in_review(piece)])
        review.outcome, review.decided_by_id, review.decided_at = Review.Outcome.TAKEN_BACK, by.pk, now()
        review.save()
        record("take_back", piece, by=by, review=review.pk)
        return review


def worded(typed: str) -> str:
    """What somebody typed, cleaned. Raises PublishingRefused where it is longer than LONGEST."""
    words = clean_plain_lines(typed)
    if len(words) > LONGEST:
        raise PublishingRefused(
            [
                _("This has %(count)s characters; at most %(most)s fit.")
                % {"count": len(words), "most": LONGEST}
            ]
        )
    return words


# Below the verbs


def _require_review() -> House:
    house = rules()
    if not house.review:
        raise PublishingRefused([_("The review is switched off in the settings of the house.")])
    return house


def _open(piece: Piece) -> Review | None:
    """The open review of a piece that is locked."""
    found = Review.objects.open().filter(piece=piece).select_related("asked_by")
    return found.select_for_update(of=("self",)).first()


def _looked_at(piece: Piece, looked: str) -> Document:
    """The working copy. Raises PublishingRefused where it is not what was looked at."""
    document = compile_piece(piece)
    if fingerprint_of(document) != looked:
        raise PublishingRefused(
            [_("Somebody saved other words since you opened this page. Look at them first.")]
        )
    return document


def _not_in_review(piece: Piece) -> str:
    """What became of the review that somebody was going to decide."""
    last = Review.objects.filter(piece=piece).defer("document").select_related("decided_by").first()
    if last is None or last.decided_by is None:
        return _("It is not in review.")
    return _("It is not in review any more: %(outcome)s by %(who)s.") % {
        "outcome": last.get_outcome_display(),
        "who": account_name(last.decided_by),
    }


def _instead_of_approval(piece: Piece, fingerprint: str) -> Review | None:
    """A review that takes the place of the approvals of these words, which count no more; None where there are none."""
    approvals = Review.objects.approved().filter(piece=piece, fingerprint=fingerprint)
    last = approvals.defer("document").first()
    if last is None:
        return None
    approvals.update(outcome=Review.Outcome.REVOKED)
    return Review(
        piece=piece,
        asked_by_id=last.asked_by_id,
        asked_at=last.asked_at,
        asked_for=last.asked_for,
        message=last.message,
    )


def _decide(review: Review, outcome: Review.Outcome, document: Document, *, by: Editor, answer: str) -> None:
    review.outcome, review.decided_by_id, review.decided_at = outcome, by.pk, now()
    review.answer, review.schema = answer, SCHEMA
    review.document, review.fingerprint = dump(document), fingerprint_of(document)
    review.save()
    log.info("decided review=%s outcome=%s", review.pk, outcome)


def _tell(piece: Piece, review: Review, about: Mail.About, *, by: Editor) -> None:
    wish_mails(about, piece, to=[review.asked_by_id, piece.owner_id, piece.assignee_id], by=by, review=review)
