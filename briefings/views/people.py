"""The page of a person: who writes here, and what."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ..models import Person, Piece
from ..successors import instead_of_address
from .finding import moved
from .paging import address_on, cards_of, page_of

PER_PAGE = 30


@require_safe
def person(request: HttpRequest, slug: str) -> HttpResponse:
    """A person while a live piece carries the name; 301 from the address of one merged into this one."""
    someone = Person.objects.filter(slug=slug).first()
    if someone is None:
        instead = instead_of_address(Person.objects.filter(live_bylines__isnull=False), slug)
        if instead is None:
            raise Http404
        return moved(instead.get_absolute_url())
    pieces = Piece.objects.filter(live_bylines__person=someone).released().as_cards()
    page = page_of(request, Paginator(cards_of(pieces), PER_PAGE))
    if not page.paginator.count:
        raise Http404
    return render(
        request,
        "person.html",
        {
            "person": someone,
            "page_obj": page,
            "page_title": someone.name,
            "description": someone.bio,
            "canonical_url": address_on(someone.get_absolute_url(), page),
        },
    )
