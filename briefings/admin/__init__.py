"""The desk: Django's admin, extended at its seams."""

from django.conf import settings
from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from . import (
    accounts,
    activity,
    background,
    door,
    drafts,
    house,
    leading,
    people,
    pieces,
    related,
    releases,
    reports,
    review_panels,
    schedule_lists,
    schedule_panels,
    sources,
)

__all__ = [
    "accounts",
    "activity",
    "background",
    "door",
    "drafts",
    "house",
    "leading",
    "people",
    "pieces",
    "related",
    "releases",
    "reports",
    "review_panels",
    "schedule_lists",
    "schedule_panels",
    "sources",
]

admin.site.site_header = admin.site.site_title = settings.HOUSE_NAME
admin.site.index_title = _("Desk")
admin.site.index_template = "admin/desk.html"
# The house has a rail of its own (rail.py), in the frame of every page.
admin.site.enable_nav_sidebar = False
