"""Taking up an old edition: its words into the working copy, for whoever may change the piece."""

from django.db import transaction
from django.utils.translation import gettext as _

from newsroom.clock import now

from ..activity import record
from ..document import upgrade
from ..models import Piece
from ..refusing import Editor, PublishingRefused
from ..reviews.contributing import ask_for_change, words_changed
from ..words import EditionKind
from .loading import load_documents
from .publishing import lock


def load_edition(piece: Piece, number: int, *, by: Editor) -> None:
    """Make the working copy what edition ``number`` was. Readers see nothing of it until somebody publishes.

    Raises NotAllowed, and PublishingRefused for an edition that is not there or has no words.
    """
    ask_for_change(piece, by)
    with transaction.atomic():
        before = lock([piece.pk])[piece.pk].fingerprint
        edition = (
            piece.editions.exclude(kind=EditionKind.WITHDRAWAL).filter(number=number, redaction=None).first()
        )
        if edition is None:
            raise PublishingRefused([_("There is no edition %(number)s with words.") % {"number": number}])
        load_documents({piece.pk: upgrade(edition.document)})
        piece.refresh_fingerprint()
        words_changed(piece, before=before, by=by)
        Piece.objects.filter(pk=piece.pk).update(changed_at=now())
        record("load_edition", piece, by=by, edition=number)
