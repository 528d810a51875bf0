"""The house's own pages for what went wrong."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import translation

from ..house import holder


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "400.html", {"noindex": True}, status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "403.html", {"noindex": True}, status=403)


def forgery(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that did not come from a page of ours, or from one that is too old: signed in anew in another tab, say.

    A form of the desk keeps what was sent in its tab, and puts it in again where it is opened again.
    """
    again = request.path if request.path.startswith("/admin/") else ""
    return render(request, "403.html", {"noindex": True, "again": again}, status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "404.html", {"noindex": True}, status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    return HttpResponse(bare("500.html"), status=500)


def bare(template: str) -> str:
    """A page that stands without the frame of the others and without a look at the database: either may be what is
    broken. It has the house's name and language as they are held."""
    house = holder.held()
    with translation.override(house.language):
        return render_to_string(template, {"name": house.name})
