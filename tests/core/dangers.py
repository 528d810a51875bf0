"""What of a page could run or load something, apart from what the house itself puts there."""

import re
from html.parser import HTMLParser

ACTIVE = frozenset(
    """
    script svg math iframe object embed style form input textarea select button template base portal video audio
    img source picture frame frameset applet marquee dialog details noscript xmp plaintext
    """.split()
)


class Dangers(HTMLParser):
    """Gathers the tags of a page that could run or load something; what stands between tags is text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        leads = [value or "" for name, value in attrs if name in ("href", "src", "action", "formaction")]
        if (
            tag in ACTIVE
            or any(name.startswith("on") or name in ("style", "srcdoc") for name, _ in attrs)
            or any(not re.match(r"/(?![/\\])|#|\?|\.$|https?://|mailto:", lead) for lead in leads)
            or (tag in ("link", "meta") and any("evil" in lead for lead in leads))
            or ("http-equiv", "refresh") in attrs
        ):
            self.found.append(self.get_starttag_text() or tag)


SEARCHBOX = re.compile(
    r'<form class="searchbox" role="search" action="/search/" method="get">.*?</form>', re.S
)

DATA = re.compile(r'<script type="application/ld\+json">[^<]*</script>')
"""What the page tells programs: no sign in it could end it."""

OPENER = re.compile(
    r'<button type="button" popovertarget="note-[\d-]+"><span class="hidden">Sources? </span>[\d, ]+</button>'
)
"""What opens the note of a sentence: numbers alone, no word of anybody."""

TOOLS = re.compile(
    r'<button type="button"(?: aria-describedby="sentence-keys")?>[\w ]+</button>'
    r'|<script type="module" src="/static/reading/[a-z-]+\.js"(?: data-new="New")?></script>'
)
"""What readers who come back are given: buttons of the interface's words, and scripts of the house's own."""


def dangers(page: str) -> list[str]:
    """What could run or load something, the house's own box for searching, its openers, tools and data aside."""
    page = TOOLS.sub("", page)
    return Dangers(OPENER.sub("", DATA.sub("", SEARCHBOX.sub("", page, count=1), count=1))).found
