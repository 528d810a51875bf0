"""Who is asking: the address and the name that login limits count by."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """The client's address, read from X-Forwarded-For only as far as one's own proxies wrote it.

    With TRUSTED_PROXIES = n, the n-th entry from the right is what the outermost proxy saw; all entries to
    its left are the client's own words.
    """
    count: int = settings.TRUSTED_PROXIES
    entries: list[str] = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
    if 0 < count <= len(entries) and entries[-count]:
        return entries[-count]
    return str(request.META.get("REMOTE_ADDR", ""))


NAME_MAX = 255
"""Characters of a name that the table of failed sign-ins holds; names of accounts have at most 150."""


def claimed_name(request: HttpRequest, credentials: dict[str, Any] | None = None) -> str:
    """The name that somebody tries to sign in with, as far as it can be kept: any length may be typed."""
    given = (credentials or {}).get("username") or request.POST.get("username", "")
    return str(given)[:NAME_MAX]
