"""Changes of form alone: the same words under another link or emphasis, or in another kind of block. Pure."""

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from urllib.parse import unquote

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

    def sentence(self) -> str:
        """What changed, for people: plain text."""
        values = {"words": self.words, "before": _target(self.before), "after": _target(self.after)}
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


def _target(address: str) -> str:
    """An address as people are told it; a piece is never named by its title, which may not be public."""
    kind, slash, name = address.removeprefix("newsroom:").partition("/")
    if not slash or not address.startswith("newsroom:"):
        return address
    if kind == "topic":
        return _("the topic “%(name)s”") % {"name": unquote(name)}
    return _("a story of ours") if kind == "story" else _("a common question of ours")


def _short(words: str) -> str:
    parts = words.split()
    return " ".join(parts) if len(parts) <= MAX_WORDS else " ".join(parts[:MAX_WORDS]) + " …"
