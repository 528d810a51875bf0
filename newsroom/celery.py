"""The Celery application and its schedule, which is code and not rows that somebody must remember to make."""

import os
import signal
from typing import Any

from celery import Celery
from celery.schedules import crontab
from celery.signals import worker_process_init

from newsroom.processes import die_with_parent
from newsroom.signs_of_life import signs
from newsroom.start import load_settings_or_exit

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")

app = Celery("newsroom", task_cls="newsroom.background_task:BackgroundTask")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
signs.connect()

# Hours are those of TIME_ZONE. `expires`: after a standstill the queue holds one of each, not hundreds.
app.conf.beat_schedule = {
    "publish what is due": {
        "task": "briefings.tasks.schedules.publish_due",
        "schedule": 5.0,
        "options": {"expires": 5},
    },
    "refresh wished pieces": {
        "task": "briefings.tasks.related.refresh_wished",
        "schedule": 10.0,
        "options": {"expires": 10},
    },
    "send mails": {
        "task": "briefings.tasks.mail.send_mails",
        "schedule": 30.0,
        "options": {"expires": 30},
    },
    "draw missing cards": {
        "task": "briefings.tasks.cards.draw_missing_cards",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    "refresh all pieces": {
        "task": "briefings.tasks.related.refresh_all",
        "schedule": crontab(hour=3, minute=10),
        "options": {"expires": 6 * 3600},
    },
    "go on refreshing all pieces": {
        "task": "briefings.tasks.related.go_on_refreshing",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    "enrol source links": {
        "task": "briefings.tasks.links.enrol_source_links",
        "schedule": crontab(minute="*/10"),
        "options": {"expires": 600},
    },
    "check source links": {
        "task": "briefings.tasks.links.check_source_links",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    "purge reports of readers": {
        "task": "briefings.tasks.reports.purge_reports",
        "schedule": crontab(minute=7),
        "options": {"expires": 3600},
    },
    "purge deleted drafts": {
        "task": "briefings.tasks.upkeep.purge_deleted_drafts",
        "schedule": crontab(hour=4, minute=20),
        "options": {"expires": 6 * 3600},
    },
    "purge the activity log": {
        "task": "briefings.tasks.upkeep.purge_activity",
        "schedule": crontab(hour=4, minute=30),
        "options": {"expires": 6 * 3600},
    },
    "purge records of the background work": {
        "task": "briefings.tasks.upkeep.purge_records",
        "schedule": crontab(hour=4, minute=40),
        "options": {"expires": 6 * 3600},
    },
}


@app.on_configure.connect
def end_without_settings(**_: Any) -> None:
    """Just before Celery reads the settings: without them its commands end with a sentence."""
    load_settings_or_exit("celery")


@worker_process_init.connect
def end_with_the_worker(**_: Any) -> None:
    """A pool process must not outlive its worker: the broker hands its task to another one meanwhile."""
    die_with_parent(signal.SIGKILL)
