"""What is refused before any page is asked, and how answers travel."""

from collections.abc import Callable
from urllib.parse import unquote_to_bytes

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.middleware.gzip import GZipMiddleware
from django.utils.module_loading import import_string


class CompressText(GZipMiddleware):
    """Django's, sparing itself pictures, which are compressed already."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        if response.get("Content-Type", "").startswith("image/"):
            return response
        return super().process_response(request, response)


class RefuseUnreadableQuery:
    """Answers 400 where the path or the query string holds NUL or bytes that are no UTF-8.

    PostgreSQL takes neither, so that every page behind this may pass on what it was given.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        query = request.META.get("QUERY_STRING", "")
        if (
            not readable(query.replace("+", " "))
            or "\x00" in request.path_info
            or "\ufffd" in request.path_info
        ):
            return import_string("briefings.views.errors.bad_request")(request, SuspiciousOperation())
        return self.get_response(request)


def readable(quoted: str) -> bool:
    """Whether percent-encoded text is UTF-8 without NUL."""
    try:
        return "\x00" not in unquote_to_bytes(quoted.encode("latin-1")).decode()
    except (UnicodeDecodeError, UnicodeEncodeError):
        return False
