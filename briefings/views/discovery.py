"""What programs ask a site for: rules for robots, how to search it, whom to write to, how it looks as an app."""

from datetime import UTC, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from newsroom.clock import now


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """What robots should leave alone: the desk, and pages that cost much and say nothing new."""
    return _discovery(request, "robots.txt", "text/plain; charset=utf-8")


@require_safe
def opensearch(request: HttpRequest) -> HttpResponse:
    """How browsers search the site from their own box (OpenSearch 1.1)."""
    return _discovery(request, "opensearch.xml", "application/opensearchdescription+xml; charset=utf-8")


@require_safe
def security(request: HttpRequest) -> HttpResponse:
    """Whom to tell of a hole (RFC 9116). It expires a year from today, so that it is never stale."""
    expires = (now() + timedelta(days=365)).astimezone(UTC).strftime("%Y-%m-%dT00:00:00Z")
    contact = settings.SECURITY_CONTACT or f"mailto:security@{urlsplit(settings.SITE_URL).hostname}"
    if "@" in contact and ":" not in contact:
        contact = f"mailto:{contact}"
    return _discovery(request, "security.txt", "text/plain; charset=utf-8", expires=expires, contact=contact)


@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """How the site looks on somebody's home screen."""
    return _discovery(request, "site.webmanifest", "application/manifest+json; charset=utf-8")


def _discovery(request: HttpRequest, name: str, content_type: str, **context: str) -> HttpResponse:
    context["base"] = settings.SITE_URL
    return render(request, f"discovery/{name}", context, content_type=content_type)
