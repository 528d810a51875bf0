"""Card images, which other sites show beside a link: a headline in the house's type. Pure: words in, PNG out."""

import hashlib
import io
import re
from bisect import bisect
from dataclasses import dataclass
from functools import lru_cache
from itertools import repeat
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

DRAWER = 2
"""Number of the drawing below. Raise it when other pixels come out: every card is then drawn again."""

WIDTH, HEIGHT = 1200, 630
"""In pixels: the size that Open Graph's and X's large cards are shown in without being cut."""

FONT = Path(__file__).resolve().parents[2] / "static" / "fonts" / "newsroom-serif-roman.woff2"

PAPER, INK, SOFT, ACCENT = "#f9f5ec", "#1e1912", "#524939", "#16543e"
"""The light palette of static/css/tokens.css."""
MARGIN = 72
NAME_SIZE, FACTS_SIZE = 40, 32
LARGEST, SMALLEST, STEP = 104, 34, 2
BREAKING = 80
"""From this size down a word wider than a line is hyphenated: one long word sets no headline in small type."""
LEADING = 1.14
TOP, BOTTOM = 168, 506
"""Between these the headline stands, in pixels from the top."""

MEASURED_AT = 200
NOT_A_CHARACTER = "\U0010fffd"


@dataclass(frozen=True)
class CardWords:
    """What stands on a card: the publication's name, the headline, and how many sources it rests on, in words."""

    house: str
    headline: str
    facts: str


def digest_of(words: CardWords, uid: str) -> str:
    """The name of the file: equal where the same would be drawn for the same piece."""
    told = "\x00".join([str(DRAWER), uid, words.house, words.headline, words.facts])
    return hashlib.sha256(told.encode()).hexdigest()[:32]


def can_draw(text: str) -> bool:
    """Whether the house's type has every letter of this text."""
    return all(char.isspace() or _has(char) for char in set(text))


def draw(words: CardWords) -> bytes:
    """The card as PNG, some 10 to 30 kB, in half a second at most. The headline is one that ``can_draw``."""
    card = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    pen = ImageDraw.Draw(card)
    pen.rectangle((MARGIN, 56, MARGIN + 96, 64), fill=ACCENT)
    if can_draw(words.house):
        pen.text((MARGIN, 122), _shortened(words.house), font=_font(NAME_SIZE, 700), fill=INK, anchor="ls")
    size, lines = set_headline(words.headline, WIDTH - 2 * MARGIN, BOTTOM - TOP)
    step = size * LEADING
    # The first line stands where it does on every card; what is short leaves its space below.
    baseline = TOP + size * 0.86
    for place, line in enumerate(lines):
        pen.text((MARGIN, baseline + place * step), line, font=_font(size, 600), fill=INK, anchor="ls")
    pen.line((MARGIN, 534, WIDTH - MARGIN, 534), fill=SOFT, width=2)
    if can_draw(words.facts):
        pen.text((MARGIN, 582), words.facts, font=_font(FACTS_SIZE, 400), fill=SOFT, anchor="ls")
    out = io.BytesIO()
    # Sixty-four shades hold the letters' edges, in a third of the bytes.
    card.quantize(64, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
    return out.getvalue()


def set_headline(text: str, width: int, height: int) -> tuple[int, list[str]]:
    """The largest size in pixels at which the text fits the box, and its lines, as even as they can be."""
    words = text.split() or [""]
    for size in range(LARGEST, SMALLEST - 1, -STEP):
        scale = size / MEASURED_AT
        pieces = words if size > BREAKING else _hyphenated(words, width / scale)
        widths = [_width(word) * scale for word in pieces]
        space = _width(" ") * scale
        if max(widths) > width:
            continue
        lines = _wrapped(widths, space, width)
        if len(lines) * size * LEADING <= height or size == SMALLEST:
            even = _evenly(widths, space, width, len(lines))
            room = int(height / (size * LEADING))
            return size, [" ".join(pieces[first:after]) for first, after in even][:room]
    raise AssertionError("the smallest size takes everything")


def _wrapped(widths: list[float], space: float, width: float) -> list[tuple[int, int]]:
    """Lines as (first word, word after the last), each as full as it can be."""
    lines, first, used = [], 0, 0.0
    for place, word in enumerate(widths):
        if place > first and used + space + word > width:
            lines.append((first, place))
            first, used = place, word
        else:
            used += word + (space if place > first else 0)
    return [*lines, (first, len(widths))]


def _evenly(widths: list[float], space: float, width: float, count: int) -> list[tuple[int, int]]:
    """The same number of lines in the narrowest column that holds them in it."""
    low, high = max(widths), width
    while high - low > 2:
        middle = (low + high) / 2
        if len(_wrapped(widths, space, middle)) > count:
            low = middle
        else:
            high = middle
    return _wrapped(widths, space, high)


def _hyphenated(words: list[str], width: float) -> list[str]:
    """The words, those wider than a line in parts with hyphens."""
    pieces = []
    for word in words:
        while _width(word) > width:
            end = _end_of_line(word, width)
            pieces.append(word[:end] if word[end - 1] in HYPHENS else f"{word[:end]}-")
            word = word[end:]
        pieces.append(word)
    return pieces


HYPHENS = "-‐–—/"
ONSET = re.compile(r"[^\W\d_aeiouyäöüáéíóúàèìòùâêîôûåæøœ](?=[aeiouyäöüáéíóúàèìòùâêîôûåæøœ])", re.IGNORECASE)
"""A consonant before a vowel: where a syllable may begin, in the languages of this type."""


def _end_of_line(word: str, width: float) -> int:
    """How many letters of a word go on a line with a hyphen: as far as one of its own, else up to a syllable, and
    three letters at least on either side where there are as many."""
    most = bisect(range(len(word)), width, key=lambda end: _width(f"{word[:end]}-")) - 1
    own = max(map(word.rfind, HYPHENS, repeat(0), repeat(most))) + 1
    syllables = [
        at for at in map(re.Match.start, ONSET.finditer(word)) if 3 <= at <= min(most, len(word) - 3)
    ]
    return own if own > 3 else max(syllables, default=max(most, 1))


def _shortened(name: str) -> str:
    font = _font(NAME_SIZE, 700)
    while len(name) > 1 and font.getlength(name) > WIDTH - 2 * MARGIN:
        name = name[:-2].rstrip() + "…"
    return name


def _width(text: str) -> float:
    return _font(MEASURED_AT, 600).getlength(text)


@lru_cache(64)
def _font(size: int, weight: int) -> ImageFont.FreeTypeFont:
    font = ImageFont.truetype(str(FONT), size)
    font.set_variation_by_axes([weight])
    return font


@lru_cache(4096)
def _has(char: str) -> bool:
    return _shape(char) != _shape(NOT_A_CHARACTER)


def _shape(char: str) -> tuple[tuple[int, int], bytes]:
    mask = _font(FACTS_SIZE, 400).getmask(char, mode="L")
    return mask.size, bytes(mask)
