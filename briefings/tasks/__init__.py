"""The background work. Every task takes ids, is safe to run twice, and says what it did in one log line."""

from . import speaking
from .cards import draw_card, draw_missing_cards
from .links import check_source_link, check_source_links, enrol_source_links
from .mail import send_mails
from .recording import recorder
from .related import go_on_refreshing, refresh_all, refresh_related, refresh_wished
from .reports import purge_reports
from .schedules import publish_due
from .upkeep import purge_activity, purge_deleted_drafts, purge_records

__all__ = [
    "check_source_link",
    "check_source_links",
    "draw_card",
    "draw_missing_cards",
    "enrol_source_links",
    "go_on_refreshing",
    "publish_due",
    "purge_activity",
    "purge_deleted_drafts",
    "purge_records",
    "purge_reports",
    "recorder",
    "refresh_all",
    "refresh_related",
    "refresh_wished",
    "send_mails",
    "speaking",
]
