"""The rich editor speaks the language of the desk."""

import json
import re
from pathlib import Path

from django.utils.translation import override

from briefings.admin.editor import RichEditor
from briefings.admin.editor_words import WORDS

SCRIPTS = Path(__file__).resolve().parents[2] / "static" / "desk" / "editor"


def given(language: str, name: str) -> dict[str, str]:
    with override(language):
        (script,) = [one for one in RichEditor().media._js if getattr(one, "attributes", {}).get("id")]
        return json.loads(script.attributes[f"data-{name}"])


def test_each_sentence_of_the_scripts_is_brought_along_and_no_other() -> None:
    said = {
        words
        for script in SCRIPTS.glob("*.js")
        for words in re.findall(r'\bsay\("([^"]+)"\)', script.read_text())
    }
    with override("en"):
        assert said == {str(word) for word in WORDS}


def test_a_german_desk_has_german_buttons_and_ckeditor_s_own_german() -> None:
    assert given("en", "words") == {}
    assert given("de", "words")["Heading"] == "Überschrift"
    assert given("de", "words")["%(n)s sources"] == "%(n)s Quellen"  # counted for screen readers
    with override("en"):
        assert {str(word) for word in WORDS} - given("de", "words").keys() == {
            "Text"
        }  # German has the same word
    assert [given(language, "config")["language"] for language in ("en", "de", "fr")] == ["en", "de", "en"]
