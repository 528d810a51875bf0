"""The house: the publication's own name and language, for every page."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def house(request: HttpRequest) -> dict[str, Any]:
    """Context of every template: ``house`` {name, tagline, language, url}. Costs no query."""
    return {
        "house": {
            "name": settings.HOUSE_NAME,
            "tagline": settings.HOUSE_TAGLINE,
            "language": settings.LANGUAGE_CODE,
            "url": settings.SITE_URL,
        }
    }
