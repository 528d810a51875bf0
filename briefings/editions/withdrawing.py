"""Withdrawing: an edition without words takes a piece from readers."""

from django.db import transaction
from django.utils.translation import gettext as _

from newsroom.text import clean_plain_lines

from ..document import Document, fingerprint_of
from ..models import Edition
from ..refusing import Editor, PublishingRefused, ask
from ..words import EditionKind, Origin
from .editionwriting import NewEdition
from .publishing import lock
from .putting_out import put_out


def withdraw(
    piece_id: int, *, by: Editor | None, note: str, origin: Origin = Origin.DESK, verb: str = "withdraw"
) -> Edition:
    """Take a live piece from readers; ``note`` is the reason that its address shows, ``verb`` what the log says.

    The withdrawal is an edition without words. Raises PublishingRefused where nothing is live or no reason is given.
    """
    ask(by, "briefings.withdraw_piece", _("You may not withdraw pieces."), origin)
    note = clean_plain_lines(note)
    with transaction.atomic():
        piece = lock([piece_id])[piece_id]
        live = piece.live_edition
        if live is None or not piece.is_live:
            raise PublishingRefused([_("Only what is live can be withdrawn.")])
        if not note:
            raise PublishingRefused([_("A withdrawal needs a reason, which readers will see.")])
        document = Document(kind="story" if piece.is_story else "question", language=piece.language)
        new = NewEdition(
            piece=piece,
            number=live.number + 1,
            kind=EditionKind.WITHDRAWAL,
            note=note,
            first_published_at=live.first_published_at,
            document=document,
            fingerprint=fingerprint_of(document),
            findings=[],
            from_working_copy=False,
        )
        return put_out([new], by=by, origin=origin, verb=verb)[0]
