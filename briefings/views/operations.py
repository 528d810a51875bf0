"""For those who operate the site."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe


@require_safe
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """Answers while the process can answer. It asks no other server, so that none of theirs restarts ours."""
    return HttpResponse("ok\n", content_type="text/plain")
