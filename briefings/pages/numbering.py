"""Numbers of citations: from markers in the text to the numbers that readers see.

Sources are numbered in the order of their first citation on the page, one number per source; those that no
text cites come last, in their own order. Pure: values in, values out.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape

from newsroom.markup import MARKER, markers_in, tokens

# Markers that follow each other share one superscript and take the space before them along.
GROUP = re.compile(rf"\s*(?:{MARKER.pattern}\s*)*{MARKER.pattern}")
COMMA = '<span class="cite-comma">, </span>'
# Behind a group that left nothing, words must not run together.
WORD = re.compile(r"\w")
# The last block that ends in words: keys beside the text stand at its end.
LAST_END = re.compile(r"(?s).*(</(?:p|li)>)")


@dataclass(frozen=True)
class Fragment:
    """A text of the page with citations in it: a section, an event or an answer."""

    uid: str  # unique among the fragments of one numbering
    html: str  # clean HTML
    keys: tuple[str, ...] = ()  # keys kept beside the text; those without a marker are cited at its end


@dataclass(frozen=True)
class Numbering:
    numbers: dict[str, int]  # key -> number from 1, in the order of the numbers; sources never cited included
    backlinks: dict[str, tuple[str, ...]]  # key -> ids of its places in the text, in page order
    marked: dict[str, str]  # uid -> HTML with markers for the keys beside the text too
    places: dict[str, dict[str, int]]  # uid -> key -> how often it was cited before this fragment

    @property
    def cited(self) -> tuple[str, ...]:
        """The keys that some text cites, by number."""
        return tuple(key for key in self.numbers if self.backlinks[key])

    def render(
        self, uid: str, names: Mapping[str, str] | None = None, label: str = "Source {number}: {name}"
    ) -> str:
        """The HTML of a fragment with superscript links to `#source-N` in place of its markers.

        Each link has the id `cite-N-M`: the Mth place that cites source N. `names` are the outlets by key,
        `label` is the format of the spoken label. Markers of unknown keys go; markers inside a link stand
        behind it.
        """
        seen = dict(self.places[uid])
        names = names or {}
        pieces: list[str] = []
        waiting: list[str] = []  # superscripts of the link that is open
        in_link = False

        def superscript(keys: list[str]) -> str:
            links = []
            for key in dict.fromkeys(key for key in keys if key in self.numbers):
                number = self.numbers[key]
                seen[key] = seen.get(key, 0) + 1
                spoken = escape(label.format(number=number, name=names.get(key, key)))
                place = f"cite-{number}-{seen[key]}"
                links.append(f'<a href="#source-{number}" id="{place}" aria-label="{spoken}">{number}</a>')
            return f'<sup class="cite">{COMMA.join(links)}</sup>' if links else ""

        for is_tag, piece in tokens(self.marked[uid]):
            if is_tag:
                pieces.append(piece)
                in_link = piece.startswith("<a ") or (in_link and piece != "</a>")
                if piece == "</a>":
                    pieces.extend(waiting)
                    waiting = []
                continue
            end = 0
            for group in GROUP.finditer(piece) if "[^" in piece else ():
                pieces.append(piece[end : group.start()])
                end = group.end()
                made = superscript(MARKER.findall(group[0]))
                if in_link:
                    waiting.append(made)
                else:
                    pieces.append(made)
                apart = group[0][0].isspace() and WORD.match(piece, end)
                if apart and (in_link or not made):
                    pieces.append(" ")
            pieces.append(piece[end:])
        return "".join(pieces)


def number_citations(fragments: Iterable[Fragment], keys: Sequence[str]) -> Numbering:
    """Numbers for the citations of one page: `fragments` in page order, `keys` of its sources in their order.

    Markers and keys beside a text that name no source of `keys` get no number.
    """
    known = set(keys)
    marked: dict[str, str] = {}
    places: dict[str, dict[str, int]] = {}
    counts: dict[str, int] = {}
    for fragment in fragments:
        if fragment.uid in marked:
            raise ValueError(f"Two texts of one page have the uid {fragment.uid}.")
        in_text = set(markers_in(fragment.html))
        beside = [key for key in dict.fromkeys(fragment.keys) if key in known and key not in in_text]
        html = marked[fragment.uid] = _with_markers(fragment.html, beside)
        places[fragment.uid] = {}
        for key in _citations(html):
            if key in known:
                places[fragment.uid].setdefault(key, counts.get(key, 0))
                counts[key] = counts.get(key, 0) + 1
    order = [*counts, *(key for key in dict.fromkeys(keys) if key not in counts)]
    numbers = {key: number for number, key in enumerate(order, start=1)}
    backlinks = {
        key: tuple(f"cite-{number}-{place}" for place in range(1, counts.get(key, 0) + 1))
        for key, number in numbers.items()
    }
    return Numbering(numbers, backlinks, marked, places)


def _citations(html: str) -> Iterable[str]:
    """The keys as superscripts will cite them: once in each group of markers."""
    for is_tag, piece in tokens(html) if "[^" in html else ():
        if not is_tag:
            for group in GROUP.finditer(piece):
                yield from dict.fromkeys(MARKER.findall(group[0]))


def _with_markers(html: str, keys: Sequence[str]) -> str:
    if not keys:
        return html
    markers = "".join(f"[^{key}]" for key in keys)
    last = LAST_END.match(html)
    if last is None:
        return f"{html}<p>{markers}</p>"
    return html[: last.start(1)] + markers + html[last.start(1) :]
