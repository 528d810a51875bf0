"""What is refused before any page is asked, and how answers travel."""

import hashlib
import re
from collections.abc import Callable
from urllib.parse import unquote_to_bytes

import brotli
from csp.constants import HEADER
from csp.middleware import CSPMiddleware
from csp.utils import build_policy
from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.middleware.gzip import GZipMiddleware
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.functional import cached_property
from django.utils.http import quote_etag
from django.utils.module_loading import import_string

QUALITY, WINDOW = 6, 16
"""Of Brotli: the effort, and how far back it looks, in powers of two of bytes. A page fits into 64 KiB; prepared for no
more, an answer takes a third less time than at 5 and 22, Brotli's own, and some thirty bytes less."""

TAKES_BROTLI = re.compile(r"\bbr\b(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))")


class CompressText(GZipMiddleware):
    """Brotli for browsers that take it, else Django's gzip; sparing pictures, which are compressed already."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        if response.get("Content-Type", "").startswith("image/"):
            return response
        if (
            response.streaming
            or len(response.content) < 200
            or response.has_header("Content-Encoding")
            or not TAKES_BROTLI.search(request.META.get("HTTP_ACCEPT_ENCODING", ""))
        ):
            return super().process_response(request, response)
        patch_vary_headers(response, ("Accept-Encoding",))
        packed = brotli.compress(response.content, mode=brotli.MODE_TEXT, quality=QUALITY, lgwin=WINDOW)
        if len(packed) >= len(response.content):
            return response
        response.content = packed
        response["Content-Length"] = str(len(packed))
        response["Content-Encoding"] = "br"
        if response.get("ETag", "").startswith('"'):  # which stood for other bytes
            response["ETag"] = f"W/{response['ETag']}"
        return response


class ContentPolicy(CSPMiddleware):
    """The house's policy as a header, put together once; a response with rules of its own has its own."""

    OWN_RULES = ("_csp_config", "_csp_update", "_csp_replace", "_csp_exempt")

    @cached_property
    def of_the_house(self) -> str:
        return build_policy()

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        own = any(name.startswith(self.OWN_RULES) for name in vars(response))
        if own or hasattr(request, "_csp_nonce") or settings.DEBUG:
            return super().process_response(request, response)
        response.headers.setdefault(HEADER, self.of_the_house)
        return response


class AnswerNotModified:
    """Gives what readers get an ETag of its bytes, and 304 to who has them already; the page is made all the same.

    Inside of the compressing, which is then left out too. What is never stored (the desk) and what sets a cookie is
    left alone, and so is what has an ETag of its own.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if (
            request.method not in ("GET", "HEAD")
            or response.status_code != 200
            or response.streaming
            or response.cookies
            or response.has_header("ETag")
            or "no-store" in response.get("Cache-Control", "")
        ):
            return response
        response["ETag"] = quote_etag(hashlib.sha256(response.content).hexdigest()[:32])
        patch_vary_headers(response, ("Accept-Encoding",))
        # No page says when it was last modified, so that this is to be ignored (RFC 9110, 13.1.4); Django answers 412.
        request.META.pop("HTTP_IF_UNMODIFIED_SINCE", None)
        return get_conditional_response(request, etag=response["ETag"], response=response)


class RefuseUnreadableQuery:
    """Answers 400 where the path or the query string holds NUL or bytes that are no UTF-8.

    PostgreSQL takes neither, so that every page behind this may pass on what it was given. A view that is marked
    by ``takes_any_query`` reads the query string with care of its own.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\x00" in request.path_info or "\ufffd" in request.path_info:
            return self.refuse(request)
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], *_: object
    ) -> HttpResponse | None:
        query = request.META.get("QUERY_STRING", "")
        if readable(query.replace("+", " ")) or getattr(view, "takes_any_query", False):
            return None
        return self.refuse(request)

    def refuse(self, request: HttpRequest) -> HttpResponse:
        return import_string("briefings.views.errors.bad_request")(request, SuspiciousOperation())


def takes_any_query(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Mark a view that is asked also where the query string holds NUL or bytes that are no UTF-8."""
    view.takes_any_query = True  # type: ignore[attr-defined]
    return view


def readable(quoted: str) -> bool:
    """Whether percent-encoded text is UTF-8 without NUL."""
    try:
        return "\x00" not in unquote_to_bytes(quoted.encode("latin-1")).decode()
    except (UnicodeDecodeError, UnicodeEncodeError):
        return False
