"""Parts of pages that are lists: written by functions, since a template takes ten times as long over each line."""

from collections.abc import Callable
from typing import Any

from django import template
from django.utils.safestring import SafeString

from ..pages import list_html
from ..pages.page_words import counts, day, escape, in_language, iso, moment_label, runs
from ..views.anatomy import already_safe

register = template.Library()


def part(make: Callable[..., str]) -> None:
    """A tag of the function's name; it escapes what it is given."""

    def tag(*args: Any, **options: Any) -> SafeString:
        return already_safe(make(*args, **options))

    register.simple_tag(tag, name=make.__name__)


for make in (
    list_html.cards,
    list_html.card,
    list_html.cited,
    list_html.index,
    list_html.latest,
    list_html.merged_timeline,
    list_html.questions,
    list_html.related,
    list_html.seconds,
    list_html.words,
):
    part(make)


register.filter("day", day)
register.filter("iso", iso)
register.filter("moment_label", moment_label)


@register.filter(name="runs")
def direction_of_layout(language: str) -> SafeString:
    """`` dir="rtl"`` for a piece whose language runs the other way than the page, else nothing."""
    return already_safe(runs(language))


@register.filter(name="in_language")
def attributes_of_language(language: str) -> SafeString:
    """`` lang="ar" dir="rtl"`` for words in another language than the page's, else `` dir="auto"``."""
    return already_safe(in_language(language, auto=True))


@register.filter
def speaks(language: str, within: str) -> SafeString:
    """`` lang="ar" dir="rtl"`` for words in another language than those around them, else nothing."""
    return already_safe(in_language(language, within=within))


@register.simple_tag
def source_counts(of: Any) -> SafeString:
    """“9 sources, 6 outlets, 4 countries”."""
    return already_safe(escape(counts(of["source_count"], of["outlet_count"], of.get("country_count", 0))))
