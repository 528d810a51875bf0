"""How often something is used, and the way to where: a cell of the desk's lists."""

from collections.abc import Iterable
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import ngettext


def used_in(stories: int, questions: int, **query: str | int) -> str:
    """Links to the lists of the stories and of the common questions, narrowed by `query`; a dash where none is."""
    return in_a_cell(
        [
            (
                ngettext("%(count)s story", "%(count)s stories", stories) % {"count": stories},
                f"{reverse('admin:briefings_story_changelist')}?{urlencode(query)}" if stories else "",
            ),
            (
                ngettext("%(count)s question", "%(count)s questions", questions) % {"count": questions},
                f"{reverse('admin:briefings_commonquestion_changelist')}?{urlencode(query)}"
                if questions
                else "",
            ),
        ]
    )


def in_a_cell(uses: Iterable[tuple[str, str]]) -> str:
    """The words of those that have an address, each as a link to it."""
    links = format_html_join(" ", '<a href="{}">{}</a>', ((url, words) for words, url in uses if url))
    return format_html('<span class="used-in">{}</span>', links) if links else "–"
