"""Every word of the interface is in every catalogue, translated, and compiled."""

import re

import pytest
from django.conf import settings

from .catalogue import (
    Message,
    compiled,
    in_python,
    in_template,
    languages,
    messages,
    po_path,
    read,
)

PLACE = re.compile(r"%\(\w+\)[sd]|%%\w+%%|\{\w+\}")


@pytest.fixture(scope="module")
def interface() -> dict[Message, list[str]]:
    return messages()


def test_the_reader_of_messages_sees_every_way_of_marking_one():
    source = '_("one"); ngettext("a", "b", n); pgettext("where", "c"); gettext_lazy("d" "e"); other("f")'
    assert list(in_python(source)) == [
        Message("one"),
        Message("a", "b"),
        Message("c", context="where"),
        Message("de"),
    ]
    template = (
        '{% translate "It’s" %}{% blocktranslate count n=x %}{{ n }} dog{% plural %}{{ n }} dogs{% endblocktranslate %}'
        '{% translate "May" context "verb" %}{% firstof a _("none") %}'
    )
    assert list(in_template(template)) == [
        Message("It’s"),
        Message("%(n)s dog", "%(n)s dogs"),
        Message("May", context="verb"),
        Message("none"),
    ]


def test_words_that_no_catalogue_could_hold_are_refused():
    with pytest.raises(ValueError, match="gettext"):
        list(in_python("gettext(words)"))


def test_the_house_may_choose_english_and_each_language_that_has_a_catalogue():
    assert sorted(dict(settings.LANGUAGES)) == sorted(["en", *languages()])


@pytest.mark.parametrize("language", languages())
def test_a_catalogue_holds_what_stands_in_the_interface_and_nothing_else(language, interface):
    """`make messages` brings it up to date; what is new is then to be translated."""
    known = {
        Message(*(m.id if isinstance(m.id, tuple) else (m.id, "")), m.context or "")
        for m in read(language)
        if m.id
    }
    assert sorted(interface.keys() - known) == []
    assert sorted(known - interface.keys()) == []


@pytest.mark.parametrize("language", languages())
def test_every_message_is_translated_with_its_places(language):
    untranslated, wrong = [], []
    for message in read(language):
        if not message.id:
            continue
        given = message.id if isinstance(message.id, tuple) else (message.id,)
        told = message.string if isinstance(message.string, tuple) else (message.string,)
        if message.fuzzy or not all(told):
            untranslated.append(message.id)
        for one in told:
            places = sorted(set(PLACE.findall(one)))
            if places not in [sorted(set(PLACE.findall(words))) for words in given]:
                wrong.append((message.id, one))
    assert untranslated == []
    assert wrong == []


@pytest.mark.parametrize("language", languages())
def test_what_django_reads_is_compiled_from_the_catalogue(language):
    assert po_path(language).with_suffix(".mo").read_bytes() == compiled(read(language))
