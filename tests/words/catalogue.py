"""What stands in the interface, read from the code and the templates, and the catalogues in locale/ that translate it.

Babel reads and writes the files, so that no gettext tools are needed. Templates are read by Django's own way of
making them readable for such tools (``templatize``). Scripts hold no words: the pages give them theirs.
"""

import ast
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parents[2]
LOCALE = ROOT / "locale"
PACKAGES = ("newsroom", "topics", "briefings")
TEMPLATES = ROOT / "templates"

FUNCTIONS = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop"), (1,)),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
}
"""The functions that mark words, and which of their arguments are context, singular and plural."""

CALL = re.compile(r"\b(n?p?gettext|_)\(")


class Message(NamedTuple):
    """Words to translate, with their plural ("" for none) and context ("" for none)."""

    words: str
    plural: str = ""
    context: str = ""


def in_python(source: str) -> Iterator[Message]:
    """The messages of a module."""
    found = extract_python(io.BytesIO(source.encode()), FUNCTIONS.keys(), [], {"encoding": "utf-8"})
    for _line, function, given, _comments in found:
        yield message(function, given if isinstance(given, tuple) else (given,))


def in_template(source: str) -> Iterator[Message]:
    """The messages of a template."""
    readable = templatize(source)
    for call in CALL.finditer(readable):
        yield message(call[1], tuple(strings_from(readable, call.end())))


def strings_from(text: str, start: int) -> Iterator[str]:
    """The string literals that stand from here on, parted by commas."""
    literal = re.compile(r"""\s*u?('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")\s*,?""", re.DOTALL)
    while found := literal.match(text, start):
        yield ast.literal_eval(found[1])
        start = found.end()


def message(function: str, given: tuple[str | None, ...]) -> Message:
    """What a call marks. Raises ValueError where its words are no literals: no catalogue could hold them."""
    places = FUNCTIONS[function]
    values = []
    for place in places:
        at = (place[0] if isinstance(place, tuple) else place) - 1
        value = given[at] if at < len(given) else None
        if value is None:
            raise ValueError(f"{function} is given something else than words: {given}")
        values.append(value)
    context = values.pop(0) if isinstance(places[0], tuple) else ""
    return Message(values[0], values[1] if len(values) > 1 else "", context)


def messages() -> dict[Message, list[str]]:
    """Every message of the interface with the files in which it stands, in the order of the files."""
    found: dict[Message, list[str]] = {}
    sources = [(path, in_python) for package in PACKAGES for path in (ROOT / package).rglob("*.py")]
    sources += [(path, in_template) for path in TEMPLATES.rglob("*") if path.is_file()]
    for path, read in sorted(sources):
        name = path.relative_to(ROOT).as_posix()
        for one in read(path.read_text()):
            if name not in found.setdefault(one, []):
                found[one].append(name)
    return found


def identity(one: Message) -> tuple[object, str | None]:
    """What a catalogue knows a message by."""
    return one.words, one.context or None


def languages() -> list[str]:
    return sorted(path.name for path in LOCALE.iterdir() if path.is_dir())


def po_path(language: str) -> Path:
    return LOCALE / language / "LC_MESSAGES" / "django.po"


def read(language: str) -> Catalog:
    with po_path(language).open("rb") as file:
        return read_po(file, locale=language, domain="django")


def compiled(catalogue: Catalog) -> bytes:
    """The .mo file's bytes."""
    target = io.BytesIO()
    write_mo(target, catalogue)
    return target.getvalue()


def update(language: str) -> None:
    """Bring the catalogue to what stands in the interface, and compile it: new messages come in untranslated, those
    that stand nowhere any more go."""
    path = po_path(language)
    before = read(language) if path.exists() else Catalog(locale=language)
    after = Catalog(
        locale=language, project="Newsroom", version="1", fuzzy=False, header_comment=before.header_comment
    )
    for one, files in messages().items():
        known = before.get(one.words, one.context or None)
        told = known.string if known is not None else ""
        if one.plural:
            told = told if isinstance(told, tuple) else ("",) * after.num_plurals
        elif isinstance(told, tuple):
            told = ""
        after.add(
            (one.words, one.plural) if one.plural else one.words,
            told,
            locations=[(name, None) for name in files],
            context=one.context or None,
            flags=["python-format"] if re.search(r"%\(\w+\)s", one.words) else [],
        )
    after.creation_date = before.creation_date
    after.revision_date = before.revision_date
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, after, width=110, include_lineno=False)
    path.with_suffix(".mo").write_bytes(compiled(after))
