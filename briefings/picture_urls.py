"""Addresses of pictures, and what an ``<img>`` needs to know of one."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse


def url_of(digest: str, width: int) -> str:
    return reverse("picture", args=[digest, width])


def srcset_of(digest: str, widths: Iterable[int]) -> str:
    return ", ".join(f"{url_of(digest, width)} {width}w" for width in widths)


def image(lead: dict[str, Any] | None) -> dict[str, Any] | None:
    """A lead image of page data or of an edition as templates show it: its words, size, ``src`` and ``srcset``."""
    if lead is None:
        return None
    return {
        **{name: lead[name] for name in ("width", "height", "alt", "caption", "credit")},
        "src": url_of(lead["digest"], lead["widths"][-1]),
        "srcset": srcset_of(lead["digest"], lead["widths"]),
    }
