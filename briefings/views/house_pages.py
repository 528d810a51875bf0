"""What the house says of itself: about it, its standards, how it cites, privacy. A text that is empty has no page."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from newsroom.links import internal_links
from newsroom.text import text_of

from ..house import TEXTS, current
from ..own_hosts import clean_own
from .anatomy import Addresses


@require_safe
def text(request: HttpRequest, name: str) -> HttpResponse:
    """The page of one of the house's texts. Raises Http404 for one that nobody wrote."""
    html = getattr(current(), name)
    if not html:
        raise Http404
    context = {
        "text": shown(html),
        "page_title": TEXTS[name],
        "description": " ".join(text_of(clean_own(html)).split()),
        "canonical_url": reverse(name),
    }
    return render(request, "house_text.html", context)


def shown(html: str) -> SafeString:
    """A text of the house, made safe anew, with links to pieces and topics that lead to where readers can go.

    Its headings are a step higher than those in a piece, where a section's own stands above them.
    """
    clean = clean_own(html).replace("<h3", "<h2").replace("</h3>", "</h2>")
    return Addresses(list(link) for link in internal_links(clean)).resolve(clean)
