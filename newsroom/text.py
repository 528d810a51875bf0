"""What may stand in a text. The only place that makes HTML safe: for the desk, the import and the page alike.

Sections and answers are rich (`clean_rich`), events are plain paragraphs (`clean_paragraphs`), everything
else is plain text (`clean_plain`), whose signs are characters and which templates escape. Each gives back its
own output unchanged. What reads clean HTML (words, markers, links) is in markup.py and links.py, and named
here too.
"""

import html
import re
import unicodedata

import nh3

from newsroom.flow import PARSED_ATTRIBUTES, PARSED_TAGS, build
from newsroom.links import internal_href, internal_links, resolve_links
from newsroom.markup import (
    MARKER,
    MARKER_KEY,
    UNWANTED,
    escape,
    malformed_markers_in,
    map_text,
    markers_in,
    rename_marker,
    text_of,
    tidy,
    word_count,
)

__all__ = [
    "MARKER",
    "MARKER_KEY",
    "SANITISER",
    "clean_paragraphs",
    "clean_plain",
    "clean_plain_lines",
    "clean_rich",
    "internal_href",
    "internal_links",
    "malformed_markers_in",
    "map_text",
    "markers_in",
    "paragraphs_to_text",
    "rename_marker",
    "resolve_links",
    "same_words",
    "text_of",
    "text_to_paragraphs",
    "word_count",
]

# Number of the rules in this module, flow.py, inline.py, links.py and markup.py. Raise it when they change
# what comes out: derived rows of editions are then made again.
SANITISER = 1

# Elements whose content is no text for readers: it goes with them.
DROPPED_WHOLE = frozenset(
    """
    script style svg math iframe object embed applet template noscript noembed noframes title textarea select
    audio video canvas xmp plaintext frameset portal
    """.split()
)

PARSER = nh3.Cleaner(
    tags=PARSED_TAGS,
    attributes=PARSED_ATTRIBUTES,
    clean_content_tags=set(DROPPED_WHOLE),
    link_rel=None,
    url_schemes={"http", "https", "mailto", "newsroom"},
)

# Paragraphs of tidy text with nothing but the three escapes of the serialiser in them are clean as they are,
# and nine of ten texts are such. U+0338 is left out since it composes with an escaped sign.
TIDY = r"[^<>&\x00-\x1f\x7f-\xa0\xad\u0338\u200b\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]"
PARAGRAPHS = re.compile(rf"(?:<p>(?!\s){TIDY}*+(?:&(?:amp|lt|gt);{TIDY}*+)*+(?<! )(?<!<p>)</p>)*+")


def clean_rich(html: str, own_hosts: frozenset[str] = frozenset()) -> str:
    """Safe HTML for sections and answers; empty when there are no words in it.

    Paragraphs, h3, lists, quotations, emphasis, sub, sup, q, cite, links and tables stay; bare text becomes a
    paragraph. Links lead to http, https and mailto addresses, to `/paths` of this site and to other pieces
    (`newsroom:story/ID`); other links lose their address and keep their words. Web links to a host outside
    `own_hosts` (lower case, with port where it has one) get rel="external noopener".
    """
    if _is_clean(html):
        return html
    return build(PARSER.clean(UNWANTED.sub("", html)), own_hosts, plain=False)


def clean_paragraphs(html: str) -> str:
    """Safe HTML of plain paragraphs, for events: every other element is unwrapped, blocks end a paragraph."""
    if _is_clean(html):
        return html
    return build(PARSER.clean(UNWANTED.sub("", html)), frozenset(), plain=True)


def paragraphs_to_text(clean: str) -> str:
    """Plain paragraphs as they are edited: without markup, parted by an empty line."""
    return "\n\n".join(html.unescape(paragraph) for paragraph in re.findall(r"<p>(.*?)</p>", clean))


def text_to_paragraphs(text: str) -> str:
    """The inverse of paragraphs_to_text: signs are characters, an empty line parts paragraphs."""
    return "".join(f"<p>{escape(paragraph)}</p>" for paragraph in _plain_paragraphs(text))


def clean_plain(text: str) -> str:
    """One line of plain text: no control characters, composed (NFC), white space runs as one space, trimmed.

    Markup is not interpreted: a `<` stays a `<`.
    """
    return tidy(text).strip()


def clean_plain_lines(text: str) -> str:
    """Plain text that keeps its paragraphs, parted by one empty line each."""
    return "\n\n".join(_plain_paragraphs(text))


def same_words(one: str, other: str) -> bool:
    """Whether two HTML texts are equal once they are clean."""
    return one == other or clean_rich(one) == clean_rich(other)


def _plain_paragraphs(text: str) -> list[str]:
    lines = re.sub(r"\r\n?|[\x85\u2028]", "\n", UNWANTED.sub("", text)).replace("\u2029", "\n\n")
    paragraphs = (clean_plain(paragraph) for paragraph in re.split(r"\n\s*\n", lines))
    return [paragraph for paragraph in paragraphs if paragraph]


def _is_clean(html: str) -> bool:
    return (
        PARAGRAPHS.fullmatch(html) is not None
        and "  " not in html
        and (html.isascii() or unicodedata.is_normalized("NFC", html))
    )
