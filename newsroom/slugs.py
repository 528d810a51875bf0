"""Slugs: the words of an address, made from a headline or a name in any script."""

import re
import unicodedata
from collections.abc import Callable, Container

MAX_SLUG = 80

# Latin letters that Unicode does not decompose, as the languages that use them write them without.
LATIN = str.maketrans(
    {
        "ß": "ss",
        "æ": "ae",
        "œ": "oe",
        "ø": "o",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "ł": "l",
        "ı": "i",
        "ħ": "h",
        "ŋ": "ng",
        "ŧ": "t",
        "ĸ": "k",
    }
)


def slug_of(text: str, fallback: str) -> str:
    """At most 80 characters of `[-\\w]`, lower case, cut at a word; the fallback where nothing is left.

    Accents of Latin letters are folded (é to e); letters of other scripts stay as they are, which is the form
    that Django's allow_unicode slugs take.
    """
    text = _fold(unicodedata.normalize("NFKC", text).lower())
    text = re.sub(r"(?<=\d),(?=\d)", "", text)  # 1,000 is one number
    text = re.sub(r"(?<!\d)\.|\.(?!\d)|['’‘ʼ`´]", "", text)  # U.S. and Maduro's are one word each; 2.5 is two
    # Marks of other scripts (vowel signs) are no word characters and go without parting the word.
    text = "".join(char for char in text if not unicodedata.category(char).startswith("M"))
    text = re.sub(r"[\W_]+", "-", text).strip("-")
    return _cut(text, MAX_SLUG) or fallback


def distinct(slug: str, taken: Callable[[str], bool] | Container[str]) -> str:
    """The slug, or the first of slug-2, slug-3, … that is not taken; never longer than 80 characters."""
    is_taken = taken if callable(taken) else taken.__contains__
    candidate, number = slug, 1
    while is_taken(candidate):
        number += 1
        suffix = f"-{number}"
        candidate = slug[: MAX_SLUG - len(suffix)].rstrip("-") + suffix
    return candidate


def _fold(text: str) -> str:
    """Latin letters without their accents; other scripts untouched, since й is not и."""
    if text.isascii():
        return text
    folded = []
    latin = False
    for char in unicodedata.normalize("NFD", text.translate(LATIN)):
        if not unicodedata.combining(char):
            latin = "LATIN" in unicodedata.name(char, "")
        elif latin:
            continue
        folded.append(char)
    return unicodedata.normalize("NFC", "".join(folded))


def _cut(slug: str, limit: int) -> str:
    if len(slug) <= limit:
        return slug
    # One character more than the limit: a word that ends exactly there is kept whole.
    head, hyphen, _ = slug[: limit + 1].rpartition("-")
    return head if hyphen else slug[:limit]
