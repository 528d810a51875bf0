"""Links in text: which addresses may stand in one, and links from piece to piece (`newsroom:story/ID`)."""

import html
import re
from collections.abc import Callable
from unicodedata import normalize
from urllib.parse import quote, unquote

from newsroom.markup import UNWANTED, escape_attribute, tokens

MAX_HREF = 2_000

INTERNAL = re.compile(r"newsroom:(story|question|topic)/(.+)", re.IGNORECASE)
# The host of a web link: no user before it, no backslash (browsers read it as a slash), no signs of markup.
HOST = r"\[[0-9a-f:.]+\]|[^/?#\\@\[\]<>\"'`\s:]+"
WEB = re.compile(rf"(https?)://({HOST})((?::[0-9]{{0,5}})?)((?:[/?#].*)?)", re.IGNORECASE)
MAIL = re.compile(r"mailto:[^\s<>\"\\]+", re.IGNORECASE)
LOCAL = re.compile(r"/(?![/\\]).*")
HREF = re.compile(r'<a href="([^"]*)"')


def checked_href(value: str, own_hosts: frozenset[str]) -> tuple[str, bool] | None:
    """(address, leads to another house) of a link's raw address, or None where it may not be a link.

    Browsers drop tabs, line breaks and control characters from an address before they read its scheme: so do
    we.
    """
    value = UNWANTED.sub("", re.sub(r"[\t\n\v\f\r\x85\u2028\u2029]", "", value)).strip()
    checked = _checked(value, own_hosts)
    return None if checked is None or len(checked[0]) > MAX_HREF else checked


def _checked(value: str, own_hosts: frozenset[str]) -> tuple[str, bool] | None:
    if value.startswith("/"):
        return (_spaceless(value), False) if LOCAL.fullmatch(value) else None
    web = WEB.fullmatch(value)
    if web is not None:
        scheme, host, port, rest = web.groups()
        host = host.lower()
        own = host in own_hosts or host + port in own_hosts
        return f"{scheme.lower()}://{host}{port}{_spaceless(rest)}", not own
    internal = INTERNAL.fullmatch(value)
    if internal is not None:
        ref = _ref(internal[2])
        return None if ref is None else (internal_href(internal[1].lower(), ref), False)
    if MAIL.fullmatch(value):
        return "mailto:" + value[7:], False
    return None


def internal_href(kind: str, ref: str) -> str:
    """The address of a piece or a topic as it stands in text; `ref` plain, not encoded."""
    return f"newsroom:{kind}/{quote(ref, safe=':')}"


def internal_links(clean: str) -> list[tuple[str, str]]:
    """(kind, ref) of each internal link in order; kind is story, question or topic, ref is decoded."""
    if "newsroom:" not in clean:
        return []
    found = (_internal(piece) for is_tag, piece in tokens(clean) if is_tag)
    return [link for link in found if link is not None]


def resolve_links(clean: str, resolve: Callable[[str, str], str | None]) -> str:
    """Clean HTML with each internal link leading to what `resolve(kind, ref)` gives, an address of this site.

    Where it gives None the link goes and its words stay.
    """
    if "newsroom:" not in clean:
        return clean
    pieces: list[str] = []
    dropping = False
    for is_tag, piece in tokens(clean):
        link = _internal(piece) if is_tag else None
        if link is not None:
            address = resolve(*link)
            dropping = address is None
            if address is not None:
                pieces.append(f'<a href="{escape_attribute(address)}">')
        elif dropping and is_tag and piece == "</a>":
            dropping = False  # links do not nest, so this is its end
        else:
            pieces.append(piece)
    return "".join(pieces)


def _internal(tag: str) -> tuple[str, str] | None:
    href = HREF.match(tag)
    internal = INTERNAL.fullmatch(html.unescape(href[1])) if href else None
    ref = _ref(internal[2]) if internal else None
    return None if internal is None or ref is None else (internal[1].lower(), ref)


def _ref(written: str) -> str | None:
    """The decoded name behind the slash, None where it is no text."""
    try:
        ref = normalize("NFC", unquote(written, errors="strict"))
    except UnicodeDecodeError:
        return None
    # White space and unwanted characters in an encoded name make another name of it: no such thing.
    if UNWANTED.search(ref) or ref != " ".join(ref.split()):
        return None
    return ref or None


def _spaceless(path: str) -> str:
    return re.sub(r"\s", lambda space: quote(space[0]), path)
