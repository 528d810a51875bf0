"""What the form asks while somebody types: names to choose from, and what is known of an address. One query each."""

from typing import Any

from django.db.models import Case, Count, IntegerField, Q, QuerySet, Value, When
from django.http import Http404, HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from newsroom.canonical import canonical_url
from newsroom.text import clean_plain
from topics.models import Topic

from ..models import CommonQuestion, Outlet, Person
from .formfields import DayField
from .naming import known_by_name
from .sourcing import known_articles

SUGGESTIONS = 8
EXACT_MAX = 200


def topics(words: str) -> list[dict[str, Any]]:
    """Topics whose name holds the words; of those that begin with them the most used first."""
    found = _ranked(Topic.objects.annotate(used=Count("filings")), words, "name", "-used")
    return [
        _suggestion(
            topic, topic.name, ngettext("%(n)s piece", "%(n)s pieces", topic.used) % {"n": topic.used}
        )
        for topic in found
    ]


def people(words: str) -> list[dict[str, Any]]:
    """People by name or another name."""
    begins = Q(name__istartswith=words) | Q(aliases__name__istartswith=words)
    holds = Q(name__icontains=words) | Q(aliases__name__icontains=words)
    found = Person.objects.filter(holds).annotate(place=_first(begins)).order_by("place", "name").distinct()
    return [_suggestion(person, person.name, person.role) for person in found[:SUGGESTIONS]]


def outlets(words: str) -> list[dict[str, Any]]:
    """Outlets by name or alias; an alias says whose it is."""
    begins = Q(name__istartswith=words) | Q(aliases__name__istartswith=words)
    holds = Q(name__icontains=words) | Q(aliases__name__icontains=words)
    found = Outlet.objects.filter(holds).annotate(place=_first(begins)).order_by("place", "name").distinct()
    return [_suggestion(outlet, outlet.name, outlet.country) for outlet in found[:SUGGESTIONS]]


def questions(words: str) -> list[dict[str, Any]]:
    found = _ranked(CommonQuestion.objects.all().as_cards(), words, "headline", "-changed_at")
    return [_suggestion(question, question.headline, question.state.label) for question in found]


SOURCES = {"topics": topics, "people": people, "outlets": outlets, "questions": questions}
EXACT = {"topics": Topic, "people": Person}


def suggestions(request: HttpRequest, what: str) -> JsonResponse:
    """``?q=`` gives names to choose from: [{id, name, note}]. ``?name=…&name=…`` says which of them are known."""
    if what not in SOURCES:
        raise Http404
    if what in EXACT and "name" in request.GET:
        names = [clean_plain(name) for name in request.GET.getlist("name")[:EXACT_MAX]]
        known = known_by_name(EXACT[what], names)
        return JsonResponse({"known": [name for name in names if name.lower() in known]})
    words = clean_plain(request.GET.get("q", ""))[:100]
    return JsonResponse({"found": SOURCES[what](words) if words else []})


def known_article(request: HttpRequest) -> JsonResponse:
    """What is known of the article at ``?url=``: {outlet, title, byline, published_on}, all empty for nothing."""
    try:
        address = canonical_url(request.GET.get("url", ""))
    except ValueError:
        return JsonResponse({})
    article = known_articles([address]).get(address)
    if article is None:
        return JsonResponse({})
    return JsonResponse(
        {
            "outlet_name": article.outlet.name,
            "title": article.title,
            "byline": article.byline,
            "language": article.language,
            "published_on": DayField().prepare_value(article.published_on) or "",
            "said": _("Known: “%(title)s”, %(outlet)s.") % {"title": article, "outlet": article.outlet},
        }
    )


def _ranked(rows: QuerySet, words: str, name: str, *then: str) -> QuerySet:
    """The first rows whose ``name`` holds the words, before all those that begin with them."""
    place = _first(Q(**{f"{name}__istartswith": words}))
    held = rows.filter(**{f"{name}__icontains": words})
    return held.annotate(place=place).order_by("place", *then, name)[:SUGGESTIONS]


def _first(condition: Q) -> Case:
    return Case(When(condition, then=Value(0)), default=Value(1), output_field=IntegerField())


def _suggestion(row: Any, name: str, note: str) -> dict[str, Any]:
    return {"id": row.pk, "name": name, "note": str(note)}
