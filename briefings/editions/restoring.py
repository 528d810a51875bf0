"""Restoring: the words of a former edition, published again under a new number."""

from django.db import transaction
from django.utils.translation import gettext as _

from newsroom.clock import now

from ..document import upgrade
from ..models import Edition
from ..refusing import Editor, PublishingRefused, ask
from ..words import EditionKind, Origin
from .publishing import Publication, examine, lock
from .putting_out import put_out


def restore(piece_id: int, number: int, *, by: Editor | None, note: str = "") -> Edition:
    """Publish the words of edition ``number`` again, under a new number. The working copy stays.

    Raises PublishingRefused for an edition that is not there, is a withdrawal, or is what readers see.
    """
    ask(by, "briefings.publish_piece", _("You may not restore editions."), Origin.DESK)
    with transaction.atomic():
        lock([piece_id])
        old = Edition.objects.filter(piece=piece_id, number=number).first()
        if old is None:
            raise PublishingRefused([_("There is no edition %(number)s.") % {"number": number}])
        if old.kind == EditionKind.WITHDRAWAL:
            raise PublishingRefused([_("A withdrawal has no words to restore.")])
        if old.is_redacted:
            raise PublishingRefused(
                [_("The words of edition %(number)s were taken out for good.") % {"number": number}]
            )
        publication = Publication(
            piece_id,
            kind=EditionKind.UPDATE,
            note=note or _("Restored from edition %(number)s.") % {"number": number},
            document=upgrade(old.document),
        )
        outlook = examine([publication], by=by, origin=Origin.DESK, at=now())
        outlook.refuse()
        return put_out(outlook.fresh, by=by, origin=Origin.DESK, verb="restore", of=number)[0]
