"""The times of the tests about times, and what the desk's pages about them say."""

import re

from briefings.schedules.due import publish_due
from newsroom.clock import at
from tests.building import moment

MORNING, SIX, LATER = moment("2026-11-23T08:00"), moment("2026-11-24T06:00"), moment("2026-11-24T06:10")


def words_of(response) -> str:
    assert response.status_code == 200
    return response.content.decode()


def errors_of(response) -> str:
    """What the box of errors says, without its marks."""
    box = words_of(response).partition('<div class="errornote"')[2].partition("</div>")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", box.partition(">")[2]).split())


def due_at(when) -> None:
    with at(when):
        publish_due()
