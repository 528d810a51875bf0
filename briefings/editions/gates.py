"""May these words go out at that moment, and why not: what binds people beyond the words themselves.

Publishing asks here for whatever a person puts out, at once or by a schedule, and so does whoever makes a schedule or a
release. A further condition is one more function in ``CONDITIONS``.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from newsroom.local_times import show_moment

from ..house import zone
from ..models.schedules import Embargo
from ..reviews.approvals import unapproved
from .editionwriting import NewEdition

Condition = Callable[[Sequence[NewEdition], Any, datetime], Iterable[str]]
"""From editions about to be made, who asks, and the moment at which they would go out, to why they may not."""


def why_not(fresh: Sequence[NewEdition], *, by: Any, at: datetime) -> list[str]:
    """Why these editions may not go out at ``at`` in the name of ``by``; nothing where they may. The pieces are locked.

    One query a condition, whatever there is, and a few more where an approval is missing.
    """
    return [reason for condition in CONDITIONS for reason in condition(fresh, by, at)]


def embargoed(fresh: Sequence[NewEdition], by: Any, at: datetime) -> Iterable[str]:
    """Pieces that must not go live before a time that is still to come then."""
    headlines = {new.piece.pk: new.piece.headline for new in fresh}
    for embargo in Embargo.objects.filter(piece__in=headlines, until__gt=at).order_by("piece"):
        yield _("“%(headline)s” must not go live before %(until)s.") % {
            "headline": headlines[embargo.piece_id],
            "until": show_moment(embargo.until, zone()),
        }


CONDITIONS: list[Condition] = [unapproved, embargoed]
