"""What a text may link to within the house, as JSON: stories, common questions and topics, published or not."""

import uuid
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Case, CharField, Q, QuerySet, Value, When
from django.db.models.functions import Cast
from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from newsroom.links import internal_href, internal_links
from newsroom.markup import escape_attribute
from topics.models import Topic

from ..models import Piece
from ..words import EditionKind, PieceKind

PIECES, TOPICS = 12, 6
MOST = 50
"""Of how many links a text may ask the titles at once."""


@never_cache
@require_safe
def link_targets(request: HttpRequest) -> JsonResponse:
    """``{"results": [{"href", "title", "detail"}]}``, in one query; for the admin site's ``admin_view``.

    ``?q=words``: pieces, latest first, then topics whose name has all the words. ``?href=newsroom:story/UUID``
    (several, at most 50): these, in no order; what no longer exists is left out.
    """
    if not request.user.has_perm("briefings.view_story"):
        raise PermissionDenied
    hrefs = request.GET.getlist("href")[:MOST]
    rows = _named(hrefs) if hrefs else _searched(request.GET.get("q", ""))
    return JsonResponse({"results": [_result(*row) for row in rows]})


def _searched(words: str) -> QuerySet[Any]:
    in_headline, in_name = Q(), Q()
    for word in words.split()[:12]:
        in_headline &= Q(headline__icontains=word)
        in_name &= Q(name__icontains=word)
    pieces = _pieces(in_headline).order_by("-changed_at", "-pk")[:PIECES]
    topics = _topics(in_name).order_by("name")[:TOPICS]
    return pieces.union(topics, all=True)


def _named(hrefs: list[str]) -> QuerySet[Any]:
    wanted: dict[str, list[uuid.UUID]] = {}
    for href in hrefs:
        for kind, ref in internal_links(f'<a href="{escape_attribute(href)}">'):
            uid = _uuid(ref)
            if uid is not None:
                wanted.setdefault(kind, []).append(uid)
    pieces = Q(pk__in=[])
    for kind in PieceKind.values:
        pieces |= Q(kind=kind, uid__in=wanted.get(kind, []))
    return _pieces(pieces).union(_topics(Q(uid__in=wanted.get("topic", []))), all=True)


def _uuid(ref: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(ref)
    except ValueError:
        return None


def _pieces(which: Q) -> QuerySet[Any]:
    state = Case(
        When(live_edition__isnull=True, then=Value("draft")),
        When(live_edition__kind=EditionKind.WITHDRAWAL, then=Value("withdrawn")),
        default=Value("live"),
        output_field=CharField(),
    )
    return Piece.objects.filter(which).values_list("kind", "uid", Cast("headline", CharField()), state)


def _topics(which: Q) -> QuerySet[Any]:
    return Topic.objects.filter(which).values_list(
        Value("topic"), "uid", Cast("name", CharField()), Value("")
    )


def _result(kind: str, uid: uuid.UUID, title: str, state: str) -> dict[str, str]:
    kinds = {"story": _("story"), "question": _("common question"), "topic": _("topic")}
    states = {"draft": _("draft"), "withdrawn": _("withdrawn"), "live": ""}
    words = [kinds[kind], states.get(state, "")]
    return {"href": internal_href(kind, str(uid)), "title": title, "detail": ", ".join(filter(None, words))}
