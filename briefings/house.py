"""The house as each process holds it: looked at again every few seconds, and never once a request."""

import threading
import time
from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import DatabaseError, transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy

from .models.house import House
from .picture_urls import srcset_of, url_of

LOOK_AGAIN = 5.0
"""Seconds after which a change that another process made is seen here."""


TEXTS = {
    "about": gettext_lazy("About us"),
    "standards": gettext_lazy("Our standards"),
    "how_we_cite": gettext_lazy("How we cite"),
    "privacy": gettext_lazy("Privacy"),
}
"""The house's texts that have a page each, and what it is called. The route has the name of the field."""


class Holder:
    """Keeps the row for LOOK_AGAIN seconds of ``clock``; while the database is away it keeps what it has."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.clock = clock
        self._lock = threading.Lock()
        self._house: House | None = None
        self._until = float("-inf")

    def get(self) -> House:
        """The settings: never more than one thread looks, and only a process that has none yet waits for it."""
        if self.clock() >= self._until and self._lock.acquire(blocking=self._house is None):
            try:
                if self.clock() >= self._until:
                    self._look()
            finally:
                self._lock.release()
        return self._house or unsaved_house()

    def held(self) -> House:
        """What is known already, without a look at the database."""
        return self._house or unsaved_house()

    def forget(self) -> None:
        """Look again at the next question: somebody here changed the settings."""
        self._until = float("-inf")

    def hold(self, house: House) -> None:
        """Give this until it is forgotten."""
        self._house, self._until = house, float("inf")

    def _look(self) -> None:
        # Set before the look: whatever is forgotten meanwhile is looked at again.
        self._until = self.clock() + LOOK_AGAIN
        try:
            row = House.objects.select_related("logo").filter(pk=House.ONLY).first()
            self._house = row or unsaved_house()
        except DatabaseError:
            self._house = self._house or unsaved_house()


def unsaved_house() -> House:
    """What stands in the environment, until a chief editor saves something else."""
    return House(
        pk=House.ONLY,
        name=settings.HOUSE_NAME,
        tagline=settings.HOUSE_TAGLINE,
        time_zone=settings.TIME_ZONE,
        language=settings.LANGUAGE_CODE,
    )


holder = Holder()
current = holder.get


def zone() -> ZoneInfo:
    """The time zone in which the house writes its times."""
    return ZoneInfo(current().time_zone)


def forget_saved(**_: Any) -> None:
    """Receiver of the row's ``post_save``: this process sees what it saved as soon as it stands."""
    transaction.on_commit(holder.forget)


def house(request: HttpRequest) -> dict[str, Any]:
    """Context of every template: ``house`` {name, tagline, language, url, contact, logo {src, srcset, width,
    height} or None, texts {name: path} and footer_links [{name, url}] of the texts that there are}. Costs no query."""
    now = current()
    logo = now.logo
    texts = {name: reverse(name) for name in TEXTS if getattr(now, name)}
    return {
        "house": {
            **{name: getattr(now, name) for name in ("name", "tagline", "language", "contact")},
            "url": settings.SITE_URL,
            "texts": texts,
            "footer_links": [{"name": TEXTS[name], "url": path} for name, path in texts.items()],
            "logo": {
                "src": url_of(logo.digest, logo.widths[0]),
                "srcset": srcset_of(logo.digest, logo.widths),
                "width": logo.width,
                "height": logo.height,
            }
            if logo
            else None,
        }
    }
