"""A form of the desk that is sent twice is done once: a double click, Enter twice, the way back and sent again.

Every page has a token of its own against forgery, the form of a piece one that outlives its page (``_kept``). With the
address and all that was filled in it tells a form that is sent again from one that says something else. Whoever
comes second waits for the first one's answer, and is led to where that led. So is the form of a piece that comes back
to its page (``_restored``) because its answer was never seen: it is not told of its own save as of somebody else's.
"""

import hashlib
import re
import time
from collections.abc import Callable, Iterator

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, UnreadablePostError
from django.urls import reverse
from django.utils.translation import gettext as _

from ..models import SentForm

PATIENCE = 20.0
"""Seconds that the second waits for the first one's answer."""

TOKEN = re.compile(r"[A-Za-z0-9-]{1,64}", re.ASCII)
KEPT = "newsroom_saved"
"""Cookie that tells a page whether the form it kept was saved: the tokens of the last ones, parted by dots
(static/desk/form/keeping.js)."""
TABS = 12
"""Saves of other pages that are told beside the last one."""

RESTORED = "_restored"
"""Posted with what somebody typed before a session ended: the form is shown with it, and nothing is saved."""

TOKENS = ("csrfmiddlewaretoken", "_kept", RESTORED)
BUTTONS = ("_save", "_continue", "_addanother", "_publish", "_review")
"""Which of them a form was saved with makes it no other form."""


class SentOnce:
    """For whoever is signed in, and for the desk alone. A page that is shown once says by ``led_to`` where whoever
    comes second is led."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        mark = mark_of(request)
        if mark is None:
            return self.get_response(request)
        own = SentForm.objects.filter(user=request.user, mark=mark)
        if RESTORED in request.POST:
            led_to = wait_for(own)
            return again(request, led_to) if led_to else self.get_response(request)
        while not SentForm.claim(request.user.pk, mark):
            if led_to := wait_for(own):
                return again(request, led_to)
            if own.exists():
                return unanswered(request)
        response = self.get_response(request)
        # What was refused is shown with its reasons, and may be sent again.
        led_to = getattr(response, "led_to", "") or response.get("Location", "")
        if led_to:
            own.update(led_to=led_to)
        else:
            own.delete()
        return response


def mark_of(request: HttpRequest) -> str | None:
    """64 characters that stand for this page's form as it was filled in; None for what is no form of the desk."""
    if request.method != "POST" or not request.path.startswith(reverse("admin:index")):
        return None
    if not request.user.is_authenticated:
        return None
    try:
        page = kept_token(request) or request.POST.get("csrfmiddlewaretoken")
    except UnreadablePostError:
        return None
    if not page:
        return None
    digest = hashlib.sha256()
    for words in (page, request.path, *filled_in(request)):
        digest.update(repr(words).encode("ascii", "backslashreplace") + b"\n")
    return digest.hexdigest()


def filled_in(request: HttpRequest) -> Iterator[tuple[str, object]]:
    """Of each field that is not empty its name and its values, of a file its name and size."""
    for name, values in request.POST.lists():
        if any(values) and name not in TOKENS and name not in BUTTONS:
            yield name, values
    for name, files in request.FILES.lists():
        yield name, [(file.name, file.size) for file in files]


def kept_token(request: HttpRequest) -> str:
    """What the form of a piece calls itself; empty where it does not, or with other signs than its own."""
    token = request.POST.get("_kept", "")
    return token if TOKEN.fullmatch(token) else ""


def wait_for(own: QuerySet) -> str | None:
    """Where the first one led; None where it led nowhere, or has no answer yet after all patience."""
    until = time.monotonic() + PATIENCE
    while True:
        led_to = own.values_list("led_to", flat=True).first()
        if led_to or led_to is None or time.monotonic() > until:
            return led_to or None
        time.sleep(0.05)


def again(request: HttpRequest, led_to: str) -> HttpResponse:
    messages.info(request, _("This was sent already, and was not done a second time."))
    return forgotten_by_the_page(request, HttpResponseRedirect(led_to))


def unanswered(request: HttpRequest) -> HttpResponse:
    """The first one takes very long, or was broken off."""
    messages.warning(
        request,
        _(
            "This was sent already, and there is no answer yet. See whether it was done before you send it again."
        ),
    )
    return HttpResponseRedirect(request.get_full_path())


def forgotten_by_the_page(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """The answer, which tells the page of a piece that it need not keep what it sent; the pages of other tabs too."""
    if token := kept_token(request):
        told = [
            one for one in request.COOKIES.get(KEPT, "").split(".") if TOKEN.fullmatch(one) and one != token
        ]
        response.set_cookie(
            KEPT,
            ".".join([*told[-TABS:], token]),
            max_age=24 * 3600,
            path="/",
            secure=request.is_secure(),
            samesite="Lax",
        )
    return response
