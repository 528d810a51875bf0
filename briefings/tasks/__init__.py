"""The background work. Every task takes ids, is safe to run twice, and says what it did in one log line."""

from .cards import draw_card, draw_missing_cards
from .links import check_source_link, check_source_links, enrol_source_links
from .related import live_ids, refresh_all, refresh_related, refresh_wished
from .schedules import publish_due
from .upkeep import purge_deleted_drafts

__all__ = [
    "check_source_link",
    "check_source_links",
    "draw_card",
    "draw_missing_cards",
    "enrol_source_links",
    "live_ids",
    "publish_due",
    "purge_deleted_drafts",
    "refresh_all",
    "refresh_related",
    "refresh_wished",
]
