"""The rail on the left of the desk: what one may see, in the order of the work."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

ORDER = (
    ("briefings.story", "briefings.commonquestion", "briefings.leadpin"),
    ("briefings.schedule", "briefings.release"),
    ("topics.topic", "briefings.outlet", "briefings.article", "briefings.person", "briefings.picture"),
    (
        "briefings.problem",
        "briefings.activity",
        "briefings.relatedlink",
        "briefings.refreshwish",
        "briefings.deleteddraft",
        "briefings.failedtask",
    ),
    ("auth.user", "auth.group"),
)
"""Groups of models. A model that is not named here stands in the last one, so that nothing gets lost."""


def rail(request: HttpRequest) -> list[list[dict[str, Any]]]:
    """Groups of entries {label, url, current}, the first being the desk itself. Costs no query beside the rights."""
    known = {}
    for app in admin.site.get_app_list(request):
        for model in app["models"]:
            if model.get("admin_url"):
                known[model["model"]._meta.label_lower] = model
    groups = [[known.pop(label) for label in labels if label in known] for labels in ORDER]
    groups[-1].extend(known.values())
    desk = {"label": _("Desk"), "url": reverse("admin:index")}
    entries = [[desk]]
    for group in groups:
        if group:
            entries.append([{"label": model["name"], "url": model["admin_url"]} for model in group])
    for entry in (entry for group in entries for entry in group):
        here = request.path == entry["url"]
        within = entry is not desk and request.path.startswith(entry["url"])
        entry["current"] = "page" if here else "true" if within else ""
    return entries
