"""Style sheets in bundles, one for each family of pages: what is written in small files travels as one.

Where static files come straight from the sources, a page links each file of a bundle; collected, they are joined
without comments and blanks, which leaves little more than half of what a first view waits for.
"""

import re
from collections.abc import Iterable

FRAME = "tokens site components/frame"
PIECE = "prose piece sidenotes figure coverage timeline questions sources index card reading"

FAMILIES = {
    "frame": "",
    "front": "front card questions figure",
    "piece": PIECE,
    "edition": f"{PIECE} changelog",
    "lists": "topic prose card timeline questions index letters archive search",
    "records": "topic prose piece changelog difference reading",
    "report": "topic report",
}
"""Files below css/components/ of each family of pages, in the order in which they apply."""

BUNDLES = {
    family: (*FRAME.split(), *(f"components/{name}" for name in names.split()))
    for family, names in FAMILIES.items()
}
"""Files below css/, without their ending: the frame is in each, since what travels as one compresses as one."""

STRING_OR_BLANK = re.compile(r"""("[^"]*"|'[^']*')|(?:/\*.*?\*/|\s)+""", re.S)
NEEDLESS = re.compile(r"""("[^"]*"|'[^']*')| ?([{};,]) ?|(?<=:) """)


def address(bundle: str) -> str:
    """Where a bundle stands among the collected files: beside its parts, so that what they refer to stays."""
    return f"css/{bundle}.bundle.css"


def parts(bundle: str) -> list[str]:
    """The files of a bundle."""
    return [f"css/{name}.css" for name in BUNDLES[bundle]]


def joined(sheets: Iterable[str]) -> str:
    """Style sheets as one, without comments and needless blanks; strings stay as they are.

    >>> joined(['a { color: red; } /* why */', 'b::after { content: ", " }'])
    'a{color:red}b::after{content:", "}'
    """
    css = STRING_OR_BLANK.sub(lambda found: found[1] or " ", "\n".join(sheets))
    css = NEEDLESS.sub(lambda found: found[1] or found[2] or "", css)
    return css.replace(";}", "}").strip()
