"""Reading HTML that is clean already: its tokens, its words, its markers.

Everything here expects the output of newsroom/text.py: tags well formed, attributes in double quotes.
"""

import html
import re
import unicodedata
from collections.abc import Callable, Iterator

# A quoted attribute may hold ">" as the parser writes it, so quotes are stepped over as a whole.
TAG = re.compile(r"<[^<>\"]*(?:\"[^\"]*\"[^<>\"]*)*>")
TAG_NAME = re.compile(r"</?([a-z0-9]+)")
BLOCK_TAG = re.compile(r"</?(?:p|br|h3|ul|ol|li|blockquote|table|caption|thead|tbody|tfoot|tr|th|td)(?=[ >])")

MARKER_KEY = r"[a-z0-9][a-z0-9-]{0,63}"
MARKER = re.compile(rf"\[\^({MARKER_KEY})\]")
MARKER_LIKE = re.compile(r"\[\^[^\[\]]{0,80}\]?")
# A marker that stands apart from its sentence takes the space before it along.
MARKER_APART = re.compile(rf"\s+(?:\[\^{MARKER_KEY}\])+(?=[\s.,;:!?)\]”’»]|\Z)")

# Line separators and no-break spaces are spaces to us; narrow and ideographic ones are typography and stay.
SPACES = re.compile(r"[ \t\n\v\f\r\x85\xa0\u2028\u2029]+")
# Control characters, lone surrogates, non-characters (no feed may hold them), and invisible residue of
# editors: soft hyphen, zero-width space, byte order mark. Zero-width joiners are letters' business and stay.
UNWANTED = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u200b\ufeff\ufffe\uffff\ud800-\udfff]")


def tokens(clean: str) -> Iterator[tuple[bool, str]]:
    """(is_tag, piece) for each tag and each text between tags, in order; joined they are the input."""
    end = 0
    for tag in TAG.finditer(clean):
        if tag.start() > end:
            yield False, clean[end : tag.start()]
        yield True, tag[0]
        end = tag.end()
    if end < len(clean):
        yield False, clean[end:]


def map_text(clean: str, change: Callable[[str], str]) -> str:
    """The HTML with each text node changed. `change` is given the text as it stands in the HTML (escaped) and
    returns HTML; tags and their attributes are never shown to it."""
    return "".join(piece if is_tag else change(piece) for is_tag, piece in tokens(clean))


def text_nodes(clean: str) -> list[str]:
    """The texts between tags, still escaped."""
    return [piece for is_tag, piece in tokens(clean) if not is_tag]


def text_of(clean: str) -> str:
    """The words, without markup and markers, unescaped; blocks and line breaks part lines."""
    pieces = []
    for is_tag, piece in tokens(clean):
        if not is_tag:
            pieces.append(MARKER.sub("", MARKER_APART.sub("", piece)) if "[^" in piece else piece)
        elif BLOCK_TAG.match(piece):
            pieces.append("\n")
    lines = (SPACES.sub(" ", line).strip() for line in html.unescape("".join(pieces)).split("\n"))
    return "\n".join(line for line in lines if line)


WORD = re.compile(r"[^\W_]\S*")


def word_count(text: str) -> int:
    """How many words plain text has: runs without white space that hold a letter or a digit."""
    return len(WORD.findall(text))


def markers_in(clean: str) -> list[str]:
    """The keys of the markers in text, in order of appearance, repeated ones repeated."""
    if "[^" not in clean:
        return []
    return [key for text in text_nodes(clean) for key in MARKER.findall(text)]


def malformed_markers_in(clean: str) -> list[str]:
    """What begins as a marker and is none, as written: `[^Foo Bar]`, `[^]`, `[^open`."""
    if "[^" not in clean:
        return []
    return [
        html.unescape(like)
        for text in text_nodes(clean)
        for like in MARKER_LIKE.findall(text)
        if MARKER.fullmatch(like) is None
    ]


def rename_marker(clean: str, old: str, new: str) -> str:
    """The HTML with the marker of one key carrying another."""
    if re.fullmatch(MARKER_KEY, new) is None:
        raise ValueError(f"“{new}” is no key: a key has small letters, digits and hyphens, at most 64.")
    return map_text(clean, lambda text: text.replace(f"[^{old}]", f"[^{new}]"))


def escape(text: str) -> str:
    """Text for a text node, the way the parser's own serialiser writes it."""
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    # U+0338 after the ">" of a tag would become one character with it wherever the whole is normalised.
    return "&#824;" + text[1:] if text.startswith("\u0338") else text


def escape_attribute(value: str) -> str:
    return escape(value).replace('"', "&quot;")


def tidy(text: str) -> str:
    """Plain characters in one line: no unwanted ones, composed (NFC), white space runs as one space."""
    if text.isascii():
        return SPACES.sub(" ", UNWANTED.sub("", text))
    return SPACES.sub(" ", unicodedata.normalize("NFC", UNWANTED.sub("", text)))
