"""What the activity log forgets, when, and what it keeps for good."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from briefings.activity import VERBS
from briefings.models import Activity
from briefings.remembering import FORGOTTEN_AFTER, forget_old_activity
from newsroom.celery import app
from newsroom.clock import now

pytestmark = pytest.mark.django_db


def lines() -> list[str]:
    return list(Activity.objects.order_by("pk").values_list("name", flat=True))


def line(verb: str, days: int) -> None:
    Activity.objects.create(verb=verb, name=f"{verb} {days}", at=now() - timedelta(days=days))


def test_each_verb_is_kept_for_its_time_and_the_rest_for_good(capsys):
    for verb, days in (
        ("sign_in", 179),
        ("sign_in", 181),
        ("sign_out", 181),
        ("change", 729),
        ("change", 731),
    ):
        line(verb, days)
    for verb in ("publish", "merge", "redact", "approve", "roles"):
        line(verb, 20 * 365)
    call_command("purge_activity")
    assert capsys.readouterr().out == "3 lines forgotten.\n"
    assert lines() == [
        "sign_in 179",
        "change 729",
        *(f"{verb} 7300" for verb in ("publish", "merge", "redact", "approve", "roles")),
    ]
    assert forget_old_activity() == 0


def test_nothing_younger_than_90_days_goes_whoever_asks():
    line("sign_in", 89)
    line("sign_in", 91)
    with connection.cursor() as cursor:
        cursor.execute("SELECT briefings_forget_activity(NULL, now())")
        assert cursor.fetchone() == (1,)
    assert lines() == ["sign_in 89"]


def test_no_line_goes_by_any_other_way():
    line("sign_in", 1000)
    with pytest.raises(IntegrityError, match="never rewritten"), transaction.atomic():
        Activity.objects.all().delete()
    assert lines() == ["sign_in 1000"]


def test_what_is_forgotten_are_verbs_that_there_are_and_beat_sees_to_it():
    assert FORGOTTEN_AFTER.keys() - VERBS.keys() == set()
    assert "briefings.tasks.upkeep.purge_activity" in {
        entry["task"] for entry in app.conf.beat_schedule.values()
    }
