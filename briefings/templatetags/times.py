"""Times as the desk writes them: in the newsroom's zone, with UTC beside it."""

from datetime import datetime, timedelta

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..admin.moments import shown

register = template.Library()


@register.filter
def moment(value: datetime | None) -> str:
    """“24 Nov 2026, 06:00 (05:00 UTC)”, or nothing."""
    return shown(value)


@register.filter
def lateness(value: timedelta) -> str:
    """In hours and minutes: “2 h 5 min”."""
    minutes = int(value.total_seconds() // 60)
    if minutes < 60:
        return ngettext("%(count)s minute", "%(count)s minutes", minutes) % {"count": minutes}
    return _("%(hours)s h %(minutes)s min") % {"hours": minutes // 60, "minutes": minutes % 60}
