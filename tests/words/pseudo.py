"""A language that nobody speaks, for tests: every message of ours and of the packages, in letters twice as wide.

What stands on a page in ordinary letters then went past the catalogues.
"""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import axes
import django
import taggit
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from django.contrib import admin, auth

from .catalogue import compiled, read

WIDE = {
    ord(letter): ord(letter) + 0xFEE0 for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
}
AS_IT_IS = re.compile(r"(%\([a-z_]+\)[a-z]|%[a-z%]|%\w+%|\{[^}]*\}|<[^>]*>|&#?\w+;|\[\^|https?://\S+)")
"""What a translation leaves alone: places, elements, entities, addresses."""

LANGUAGE = "el"
"""Whose tag, plurals and forms of dates the language borrows: one that the house has no catalogue of, so that nothing
that a process remembers of real languages shows here, nor the reverse."""

KNOWN = "de"
"""The language whose catalogues tell which messages there are."""


def wide(words: str) -> str:
    """The words in wide letters, their places as they were."""
    parts = AS_IT_IS.split(words)
    return "".join(part if place % 2 else part.translate(WIDE) for place, part in enumerate(parts))


def catalogues() -> Iterator[Catalog]:
    """Ours, and those of the packages whose words show on the desk."""
    yield read(KNOWN)
    roots = [Path(module.__file__).parent for module in (admin, auth, axes, taggit)]
    for folder in [Path(django.__file__).parent / "conf", *roots]:
        path = folder / "locale" / KNOWN / "LC_MESSAGES" / "django.po"
        if path.exists():
            with path.open("rb") as file:
                yield read_po(file, locale=KNOWN, domain="django")


def write(folder: Path) -> None:
    """The language's one compiled catalogue, below ``folder`` as Django looks for it."""
    told = Catalog(locale=LANGUAGE, fuzzy=False)
    for catalogue in catalogues():
        for message in catalogue:
            first = message.id[0] if isinstance(message.id, tuple) else message.id
            if not first or told.get(first, message.context):
                continue
            if isinstance(message.id, tuple):
                one, many = map(wide, message.id)
                string: Any = (one, *(many,) * (told.num_plurals - 1))
            else:
                string = wide(message.id)
            told.add(message.id, string, context=message.context)
    path = folder / LANGUAGE / "LC_MESSAGES" / "django.mo"
    path.parent.mkdir(parents=True)
    path.write_bytes(compiled(told))


class Words(HTMLParser):
    """What a page says: its texts, and the attributes that are read out or shown. ``said``: pairs of where and what."""

    TOLD = {"title", "alt", "placeholder", "aria-label", "aria-description", "label"}
    SILENT = {"script", "style", "template", "textarea"}
    CARD = {"og:title", "og:description", "og:site_name"}
    DATA = re.compile(r"^[\w:.,/?=&|-]*$|^[\[{]")

    def __init__(self, page: str) -> None:
        super().__init__()
        self.said: list[tuple[str, str]] = []
        self._inside: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        shown = self.TOLD & given.keys()
        if tag == "input" and given.get("type") in ("submit", "button"):
            shown.add("value")
        if tag == "meta" and (given.get("name") == "description" or given.get("property") in self.CARD):
            shown.add("content")
        # Words that a page hands to its scripts, and no data for them.
        shown |= {name for name in given if name.startswith("data-") and not self.DATA.search(given[name])}
        self.said += [(f"{tag} {name}", given[name]) for name in sorted(shown)]
        if tag in self.SILENT:
            self._inside.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if self._inside and tag == self._inside[-1]:
            self._inside.pop()

    def handle_data(self, data: str) -> None:
        if not self._inside and data.strip():
            self.said.append(("", " ".join(data.split())))


ADDRESS = re.compile(r"https?://\S*|\S+@\S+|/[\w/-]+/|\w+\.\w+\.\w+|#\S+")
NAMES = re.compile(
    r"\b(?:UTC|UTF|RSS|Atom|CSV|HTML|JSON|Newsroom|Ctrl|Alt|Tab|Enter|Esc|Shift|PageDown|PageUp|Deutsch|English|Up|Down)\b"
)
PLAIN = re.compile(r"[A-Za-z]{2,}")
ICONS = [("img alt", "True"), ("img alt", "False")]
"""What Django's admin calls its icons of yes and no, in every language."""


def in_plain_letters(page: str) -> list[tuple[str, str]]:
    """What the page says in ordinary letters; addresses, and names that are the same everywhere, aside."""
    return [
        (where, words)
        for where, words in Words(page).said
        if (where, words) not in ICONS and PLAIN.search(NAMES.sub("", ADDRESS.sub("", words)))
    ]
