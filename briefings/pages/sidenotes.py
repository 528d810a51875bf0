"""Sources beside the sentence that cites them: the page's form of the numbers in a text. Pure.

Numbers that stand together become one superscript and one note. Where there is room the note stands in the margin and
each number leads to the list at the end; elsewhere one button opens it in place, by the browser's own ``popover``, so
that keyboard, Escape and screen readers work without a script (css/components/sidenotes.css). The second name of its
class is one that the reading modes of browsers leave out, where a note would stand amid the text.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from .numbering import COMMA
from .page_words import day_label, escape, in_language

GROUP = re.compile(r'<sup class="cite">(.*?)</sup>')
NUMBER = re.compile(r'href="#source-(\d+)" id="cite-([\d-]+)"')
"""The numbers of sources as ``numbering`` writes them."""

NOTE, LINE, SIGNS, SLACK = 70, 30, 68, 140
"""Pixels of a note and of a line, characters in a line, pixels that notes may run below their text; all about."""


class Notes(NamedTuple):
    """What notes say: the line of each source by its number, in full and in short, and the words for one or many."""

    full: dict[str, str]
    short: dict[str, str]
    one: str
    many: str

    def beside(self, html: str, told: set[str] | None = None) -> str:
        """``html``, a text of the page, with a note behind each group of numbers.

        A source is told in full where the text cites it first, and by its outlet's name from then on; by that alone
        where notes in full would run far below a short text. Texts that follow each other as the lines of a list
        share ``told``, the numbers that were told before, which grows.
        """
        groups = GROUP.findall(html)
        if not groups:
            return html
        told = self.told_before(html, groups) if told is None else told

        def put(group: re.Match[str]) -> str:
            places = NUMBER.findall(group[1])
            if not all(number in self.full for number, _place in places):
                return group[0]
            lines = [
                (self.short if number in told else self.full)[number]
                for number in dict.fromkeys(dict(places))
            ]
            told.update(number for number, _place in places)
            note = f"note-{places[0][1]}"
            numbers = ", ".join(number for number, _place in places)
            # The note behind it names the outlet: to name it twice would be heard twice, and weigh.
            links = COMMA.join(
                f'<a href="#source-{number}" id="cite-{place}" aria-label="{self.one} {number}">{number}</a>'
                for number, place in places
            )
            return (
                f'<sup class="cite">{links}<button type="button" popovertarget="{note}">'
                f'<span class="hidden">{self.many if "," in numbers else self.one} </span>{numbers}</button></sup>'
                f'<span class="sidenote popup" id="{note}" popover role="note">{" ".join(lines)}</span>'
            )

        return GROUP.sub(put, html)

    def told_before(self, html: str, groups: list[str]) -> set[str]:
        """The numbers to tell by name alone in a text by itself: none, or all where there is no room."""
        notes = len({number for group in groups for number, _place in NUMBER.findall(group)})
        words = len(html) - sum(map(len, groups))
        return set(self.full) if notes * NOTE > words * LINE / SIGNS + SLACK else set()


def notes_on(sources: Iterable[Mapping[str, Any]], language: str = "") -> Notes:
    """The notes of a page, from the sources in its data (``rendering.render``), in the active language; they stand amid
    words in ``language``, empty for the active one."""
    full, short = {}, {}
    for source in sources:
        number, title = str(source["number"]), escape(source["title"] or source["host"])
        told = []
        ours = in_language(source["language"], auto=True, within=language)
        if source["url"]:
            told.append(f'<a href="{escape(source["url"])}" rel="external"{ours}>{title}</a>')
        elif title:
            told.append(f"<cite{ours}>{title}</cite>")
        if published := day_label(source["published_on"]):
            told.append(escape(published))
        line = (
            f'<b>{number}</b> <span class="caps" dir="auto">{escape(source["outlet_name"])}</span>'
            f"<span>{''.join(f', {one}' for one in told)}.</span></span>"
        )
        full[number] = f"<span>{line}"
        short[number] = f'<span class="sidenote-short">{line}'
    return Notes(full, short, escape(_("Source")), escape(_("Sources")))
