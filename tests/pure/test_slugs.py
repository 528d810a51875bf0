"""Slugs: short, legible, in any script, and never taken twice."""

import re

import pytest
from django.utils.text import slugify
from hypothesis import given
from hypothesis import strategies as st

from newsroom.slugs import distinct, slug_of


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("U.S. steps up pressure on Venezuela", "us-steps-up-pressure-on-venezuela"),
        ("Nicolás Maduro’s offer", "nicolas-maduros-offer"),
        ("Straße, Łódź, Ørsted & Æsir", "strasse-lodz-orsted-aesir"),
        ("AC/DC: 1,000 shows—2.5 million fans", "ac-dc-1000-shows-2-5-million-fans"),
        ("Москва и Йошкар", "москва-и-йошкар"),
        ("東京オリンピック 2020", "東京オリンピック-2020"),
        ("Θεσσαλονίκη", "θεσσαλονίκη"),
        ("İstanbul", "istanbul"),
        ("snake_case__name", "snake-case-name"),
        ("?!…", "story"),
        ("", "story"),
    ],
)
def test_a_text_gives_its_slug(text: str, slug: str) -> None:
    assert slug_of(text, "story") == slug


def test_a_long_headline_is_cut_at_a_word() -> None:
    assert slug_of("word " * 30, "x") == "-".join(["word"] * 16)
    assert slug_of("a" * 79 + " b", "x") == "a" * 79
    assert slug_of("a" * 80 + " b", "x") == "a" * 80
    assert slug_of("a" * 100, "x") == "a" * 80


@given(st.text())
def test_every_slug_is_one_that_django_takes_with_unicode(text: str) -> None:
    slug = slug_of(text, "fallback")
    assert re.fullmatch(r"[-\w]{1,80}", slug)
    assert slug_of(slug, "fallback") == slug
    assert slugify(slug, allow_unicode=True) == slug


def test_a_taken_slug_gets_the_next_free_number() -> None:
    assert distinct("peace", set()) == "peace"
    assert distinct("peace", {"peace"}) == "peace-2"
    assert distinct("peace", {"peace", "peace-2"}.__contains__) == "peace-3"


def test_a_number_never_makes_a_slug_too_long() -> None:
    longest = "a" * 80
    assert distinct(longest, {longest}) == "a" * 78 + "-2"
