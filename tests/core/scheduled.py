"""What tests of schedules share: a morning, six o'clock the next day, what is due by then and what became of it."""

import pytest

from briefings.editions.publishing import Publication
from briefings.models import Piece, Schedule
from briefings.refusing import PublishingRefused
from briefings.schedules.due import publish_due
from briefings.schedules.scheduling import schedule
from newsroom.clock import at
from tests.building import moment

MORNING, SIX, LATER = moment("2026-11-23T08:00"), moment("2026-11-24T06:00"), moment("2026-11-24T06:00:07")


def for_six(piece: Piece, by, **how) -> Schedule:
    return schedule(Publication(piece.pk, **how), at=SIX, by=by)


def due_at(when) -> dict[str, int]:
    with at(when):
        return dict(publish_due())


def result_of(one: Schedule) -> tuple[str, str]:
    one.refresh_from_db()
    return one.outcome, one.reason


def refusal(deed) -> list[str]:
    with pytest.raises(PublishingRefused) as refused:
        deed()
    return refused.value.reasons
