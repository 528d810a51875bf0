"""The files of pictures."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from ..models.pictures import file_path

FOREVER = "public, max-age=31536000, immutable"


@require_safe
def picture(request: HttpRequest, digest: str, width: int) -> HttpResponse:
    """A rendition, some 300 kB at most. Its address names its content, so that it never changes."""
    try:
        content = file_path(digest, width).read_bytes()
    except FileNotFoundError:
        raise Http404 from None
    return HttpResponse(
        content,
        content_type="image/webp",
        headers={"Cache-Control": FOREVER, "X-Content-Type-Options": "nosniff"},
    )
