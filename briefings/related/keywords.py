"""The words that tell a piece from the rest: TF-IDF over the lexemes of its search row. Pure."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from math import log, sqrt

MOST = 24
"""Keywords of a piece. With 12 related links were worse, with 32 hardly better (docs/related-links.md)."""

UNKNOWN = 2
"""A word that was not counted stands in at most so many pieces."""


def keywords(lexemes: Iterable[tuple[str, int, int | None]], total: int) -> dict[str, float]:
    """The MOST weightiest words as a vector of Euclidean norm 1.

    ``lexemes`` are (word, times it stands there, pieces it stands in or None); ``total`` counts all pieces. The
    weight is (1 + ln times) · ln(1 + total / pieces) (Salton and Buckley 1988).
    """
    weighed = sorted(
        (-(1 + log(times)) * log(1 + total / (pieces or UNKNOWN)), word) for word, times, pieces in lexemes
    )[:MOST]
    norm = sqrt(sum(weight**2 for weight, _ in weighed)) or 1.0
    return {word: round(-weight / norm, 3) for weight, word in weighed}


def as_written(lexemes: Sequence[str], text: str) -> list[str]:
    """How the text writes these stems, names before other words; a stem that it does not show is left out."""
    folded = [(_fold(word), word) for word in re.findall(r"[^\W\d_][\w’'-]*", text)]
    found: list[str] = []
    for lexeme in lexemes:
        stem = lexeme[:-1] if lexeme.endswith("i") and len(lexeme) > 3 else lexeme  # "ministri"
        written = [word for plain, word in folded if plain.startswith(stem) and len(plain) <= len(lexeme) + 4]
        if written:
            found.append(min(written, key=lambda word: (not word[0].isupper(), len(word), word)))
    return sorted(dict.fromkeys(found), key=lambda word: not word[0].isupper())


def _fold(word: str) -> str:
    decomposed = unicodedata.normalize("NFKD", word)
    return "".join(c for c in decomposed if not unicodedata.combining(c)).lower()
