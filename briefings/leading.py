"""Holding a story at the head of the front page until a time."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from newsroom.clock import now

from .activity import record
from .models import LeadPin, Piece
from .refusing import NotAllowed, PublishingRefused


def pin_lead(story: Piece, *, until: datetime, by: Any) -> LeadPin:
    """Hold the live story at the head of the front page until the time; whatever was held there stands back.

    Raises NotAllowed, or PublishingRefused where the story is not live or the time is past. A story withdrawn later
    leaves the front page at once, and the newest one leads again.
    """
    if not by.has_perm("briefings.change_leadpin"):
        raise NotAllowed([_("You may not pin the lead.")])
    if not (story.is_story and story.is_live):
        raise PublishingRefused([_("Only a live story can lead the front page.")])
    if until <= now():
        raise PublishingRefused([_("The time up to which it leads must lie ahead.")])
    values = {"story_id": story.pk, "until": until, "pinned_by": by, "pinned_at": now()}
    with transaction.atomic():
        pin, _created = LeadPin.objects.update_or_create(pk=1, defaults=values)
        record("pin_lead", story, by=by, until=until.isoformat())
    return pin


def unpin_lead(*, by: Any) -> bool:
    """Let the newest story lead again; whether one was held. Raises NotAllowed."""
    if not by.has_perm("briefings.change_leadpin"):
        raise NotAllowed([_("You may not pin the lead.")])
    with transaction.atomic():
        pin = LeadPin.objects.select_for_update().select_related("story").first()
        if pin is None:
            return False
        pin.delete()
        record("unpin_lead", pin.story, by=by)
    return True
