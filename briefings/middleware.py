"""The house's time zone and language, for every page."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

from .house import current

WITHOUT_DATABASE = frozenset({"/healthz"})
"""Answers whatever the database does."""


class HouseTimeAndLanguage:
    """Renders in the house's language and zone. What a browser wishes (Accept-Language) is never asked: one address
    has one page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info in WITHOUT_DATABASE:
            return self.get_response(request)
        house = current()
        with timezone.override(house.time_zone), translation.override(house.language):
            return self.get_response(request)
