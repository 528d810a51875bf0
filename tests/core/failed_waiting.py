"""What was to go out at its time and failed."""

from datetime import timedelta

from briefings.editions.publishing import Publication
from briefings.models import Piece, Release, Schedule
from briefings.models.schedules import Outcome
from briefings.schedules.releasing import make_release
from briefings.schedules.scheduling import schedule
from newsroom.clock import now


def failed_release(story: Piece, editor) -> Release:
    release = make_release("Monday", [Publication(story.pk)], by=editor)
    for held in (Release.objects.filter(pk=release.pk), release.schedules.all()):
        held.update(outcome=Outcome.FAILED, ended_at=now())
    return release


def failed_schedule(story: Piece, editor) -> Schedule:
    made = schedule(Publication(story.pk), at=now() + timedelta(hours=1), by=editor)
    Schedule.objects.filter(pk=made.pk).update(outcome=Outcome.FAILED, ended_at=now(), next_try=None)
    return made
