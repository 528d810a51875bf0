"""A text's sentences as a reader would point at them. Pure: a page's HTML in, plain words out."""

import re

from newsroom.text import text_of

CITE = re.compile(r'<sup class="cite">.*?</sup>', re.S)
"""The numbers of sources as ``numbering`` writes them."""

# A sentence ends with its sign, whatever closes behind it, and white space before a sign that begins another.
END = re.compile(
    r"(?<=[.!?…])([\"'”’»)\]]*)\s+(?=[\"'“‘«„(\[¿¡]*[^\W_a-zß-öø-ÿ])|(?<=[。！？])(?![。！？」』）])"
)
ABBREVIATED = re.compile(
    r"(?:^|[\s(“‘\"'])(?:[^\W\d_]|Mr|Mrs|Ms|Dr|Prof|St|Sgt|Lt|Col|Gen|Gov|Sen|Rep|Rev|Hon|Jr|Sr|No|Nos|vs|ca?|approx|"
    r"Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|e\.g|i\.e|a\.m|p\.m|[A-Z](?:\.[A-Z])+)\.$"
)


def sentences(html: str) -> list[str]:
    """The sentences of a page's clean HTML in order, its headings and entries of lists among them."""
    found: list[str] = []
    for line in text_of(CITE.sub("", html)).split("\n"):
        found.extend(_sentences_of(line))
    return found


def _sentences_of(line: str) -> list[str]:
    parts: list[str] = []
    begin = 0
    for end in END.finditer(line):
        if not end[1] and ABBREVIATED.search(line[begin : end.start()]):
            continue
        parts.append(line[begin : end.end(1) if end[1] is not None else end.start()])
        begin = end.end()
    parts.append(line[begin:])
    return [part.strip() for part in parts if part.strip()]
