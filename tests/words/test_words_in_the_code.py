"""Words stand where the catalogues find them: none in scripts, none marked within an f-string."""

import ast
import re
from pathlib import Path

from .catalogue import FUNCTIONS, PACKAGES, ROOT

LITERAL = re.compile(r'"((?:[^"\\\n]|\\.)*)"|`((?:[^`\\]|\\.)*)`')
KEYS = {"Arrow", "Escape", "Enter", "Tab", "Delete", "Backspace", "Files", "Bold", "Italic"}
COMMENT = re.compile(r"/\*.*?\*/|(?<![:\"'])//[^\n]*", re.S)
SENTENCE = re.compile(r"^[−+]? ?[A-Z][a-z]+(?:[ .…:?!]|$)")


def words_in(path: Path) -> list[str]:
    """What in a script reads like words for people: a string that begins as a sentence or a label does. The rich
    editor's scripts look their words up: tests/admin/test_editor_words.py."""
    found = [one or other for one, other in LITERAL.findall(COMMENT.sub("", path.read_text()))]
    return [words for words in found if SENTENCE.match(words) and words not in KEYS]


def test_scripts_hold_no_words_but_are_given_them_by_the_page():
    found = {
        path.name: words_in(path) for path in (ROOT / "static").rglob("*.js") if path.parent.name != "editor"
    }
    assert {name: words for name, words in found.items() if words} == {}


def marks_within_strings(source: str) -> list[str]:
    """Calls that mark words for translation within an f-string, where the reader of messages does not see them."""
    return [
        ast.unparse(call)
        for string in ast.walk(ast.parse(source))
        if isinstance(string, ast.JoinedStr)
        for call in ast.walk(string)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in FUNCTIONS
    ]


def test_no_words_are_marked_within_an_f_string():
    assert marks_within_strings("f\"{escape(_('updated'))}\"") == ["_('updated')"]
    found = [
        (path.name, call)
        for package in PACKAGES
        for path in (ROOT / package).rglob("*.py")
        for call in marks_within_strings(path.read_text())
    ]
    assert found == []
