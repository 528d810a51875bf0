"""Bounds of what is uploaded: a file too large is cut off where that can be told, a body too large is refused."""

from collections.abc import Callable

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

CHUNK = 64 * 1024


class CutLargeFiles(FileUploadHandler):
    """Lets through little more of a file than ``UPLOAD_MAX_BYTES``, so that its form can say that it is too large,
    and everything else that was posted is kept."""

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        return raw_data if start <= settings.UPLOAD_MAX_BYTES else None

    def file_complete(self, file_size: int) -> None:
        return None


class RefuseLargeBody:
    """Answers 413 with a sentence where a request is larger than ``BODY_MAX_BYTES``.

    A browser that is still sending sees no answer but a broken connection, so that up to four times as much is
    read and dropped first.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            size = int(request.META.get("CONTENT_LENGTH") or 0)
        except ValueError:
            size = 0
        if size <= settings.BODY_MAX_BYTES:
            return self.get_response(request)
        left = min(size, 4 * settings.BODY_MAX_BYTES)
        while left > 0 and (chunk := request.read(min(CHUNK, left))):
            left -= len(chunk)
        limit = settings.BODY_MAX_BYTES // 1024**2
        return render(request, "413.html", {"limit": limit, "noindex": True}, status=413)
