"""Changes of form alone: the same words under another link or emphasis, or in another kind of block. Pure."""

import html
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .paragraph_wording import Token
from .wording import Stretch

HREF = re.compile(r'href="([^"]*)"')
MAX_WORDS = 12

FORMS = {
    "strong": gettext_lazy("strong emphasis"),
    "em": gettext_lazy("emphasis"),
    "sub": gettext_lazy("a subscript"),
    "sup": gettext_lazy("a superscript"),
    "q": gettext_lazy("a quotation"),
    "cite": gettext_lazy("a title"),
    "p": gettext_lazy("a paragraph"),
    "h3": gettext_lazy("a heading"),
    "ul": gettext_lazy("a plain list"),
    "ol": gettext_lazy("a numbered list"),
    "th": gettext_lazy("a heading of the table"),
    "td": gettext_lazy("a plain cell of the table"),
}


TITLED = {
    "topic": gettext_lazy("the topic “%(title)s”"),
    "story": gettext_lazy("the story “%(title)s”"),
    "question": gettext_lazy("the common question “%(title)s”"),
}
UNTITLED = {
    "topic": gettext_lazy("a topic of ours"),
    "story": gettext_lazy("a story of ours"),
    "question": gettext_lazy("a common question of ours"),
}


@dataclass(frozen=True)
class FormatChange:
    """`form` is the name of an element; for a link `before` and `after` are addresses, empty for none; for
    other forms one of them is the element's name and the other empty."""

    form: str
    words: str
    before: str
    after: str

    @classmethod
    def of_block(cls, name: str, words: str) -> "Iterator[FormatChange]":
        if name in FORMS:
            yield cls(name, _short(words), "", name)

    @property
    def links(self) -> list[tuple[str, str]]:
        """The pages of ours that it speaks of, as (kind, UUID)."""
        return [found for address in (self.before, self.after) if (found := _page(address))]

    def sentence(self, titles: Mapping[tuple[str, str], str] = {}) -> str:
        """What changed, for people: plain text. `titles` are those of pages of ours that may be named."""
        values = {
            "words": self.words,
            "before": _target(self.before, titles),
            "after": _target(self.after, titles),
        }
        if self.form != "a":
            values["form"] = str(FORMS[self.form])
            if self.after:
                return _("“%(words)s” is now set as %(form)s.") % values
            return _("“%(words)s” is no longer set as %(form)s.") % values
        if not self.before:
            return _("“%(words)s” is now a link to %(after)s.") % values
        if not self.after:
            return _("“%(words)s” is no longer a link to %(before)s.") % values
        return _("The link of “%(words)s” now leads to %(after)s, no longer to %(before)s.") % values


def format_changes(
    old: Sequence[Token], new: Sequence[Token], stretches: list[Stretch]
) -> Iterator[FormatChange]:
    """One for each stretch of the same words whose form changed in the same way."""
    for stretch in stretches:
        if not stretch.same:
            continue
        pairs = zip(
            old[stretch.old_start : stretch.old_end], new[stretch.new_start : stretch.new_end], strict=True
        )
        # White space has the form of the words around it, or none: it tells nothing.
        compared = [(one.text, _forms(one), _forms(other), one.text.isspace()) for one, other in pairs]
        for (before, after), group in groupby(_carried(compared), key=lambda entry: entry[1:]):
            if before == after:
                continue
            words = _short("".join(text for text, *_rest in group).strip())
            for form in sorted(before.keys() | after.keys()):
                if before.get(form, "") != after.get(form, ""):
                    yield FormatChange(form, words, before.get(form, ""), after.get(form, ""))


def _carried(
    compared: list[tuple[str, dict[str, str], dict[str, str], bool]],
) -> Iterator[tuple[str, dict[str, str], dict[str, str]]]:
    before: dict[str, str] = {}
    after: dict[str, str] = {}
    for text, one, other, is_space in compared:
        if not is_space:
            before, after = one, other
        yield text, before, after


def _forms(token: Token) -> dict[str, str]:
    """From the names of a token's elements to the address (of a link) or the name; in part counts as whole."""
    return {
        inline.name: _address(inline.tag) if inline.name == "a" else inline.name
        for piece in token.pieces
        for inline in piece.inlines
    }


def _address(tag: str) -> str:
    found = HREF.search(tag)
    return html.unescape(found[1]) if found else ""


def _page(address: str) -> tuple[str, str] | None:
    """Kind and UUID of the page of ours that an address names."""
    kind, slash, ref = address.removeprefix("newsroom:").partition("/")
    return (kind, ref.lower()) if slash and address.startswith("newsroom:") else None


def _target(address: str, titles: Mapping[tuple[str, str], str]) -> str:
    """An address as people are told it."""
    page = _page(address)
    if page is None:
        return address
    title = titles.get(page)
    kind = page[0] if page[0] in TITLED else "question"
    return str(TITLED[kind]) % {"title": title} if title else str(UNTITLED[kind])


def _short(words: str) -> str:
    parts = words.split()
    return " ".join(parts) if len(parts) <= MAX_WORDS else " ".join(parts[:MAX_WORDS]) + " …"
