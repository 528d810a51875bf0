"""The field for a moment ahead, typed as people write it, in the newsroom's time zone."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from newsroom.clock import now
from newsroom.date_values import DateError
from newsroom.local_times import edit_moment, read_moment_ahead, show_moment

from ..house import zone
from .formfields import LineField


class MomentField(LineField):
    """Gives a datetime in UTC, or None where nothing was typed; what cannot be meant is refused with a sentence."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 100)
        attrs = {
            "class": "moment-input",
            "autocomplete": "off",
            "size": 24,
            "aria-describedby": "how-times-are-written",
        }
        super().__init__(widget=forms.TextInput(attrs=attrs), **kwargs)

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        try:
            return read_moment_ahead(text, zone(), now())
        except DateError as error:
            raise ValidationError(str(error), code="moment") from error

    def prepare_value(self, value: Any) -> Any:
        return edit_moment(value, zone()) if isinstance(value, datetime) else value


def moment_hint() -> str:
    """How to write a time, in which zone, and what time it is there."""
    return _(
        "In %(zone)s, where it is %(now)s. Write 24 Nov 2026 06:00, tomorrow 06:00, Fri 18:30, or 06:00 UTC."
    ) % {
        "zone": zone().key,
        "now": show_moment(now(), zone()),
    }


def clock_line() -> str:
    """Whose times the page shows, and what time it is there."""
    return _("Times of %(zone)s, where it is %(now)s.") % {
        "zone": zone().key,
        "now": show_moment(now(), zone()),
    }


def shown(moment: datetime | None) -> str:
    """A time as the desk shows it, with UTC beside it; nothing for None."""
    return show_moment(moment, zone()) if moment is not None else ""
