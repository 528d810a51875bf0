"""Tags of languages (BCP 47): whether one is written right, and which way words in it run. Pure."""

import re
from functools import lru_cache

from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

TAG = re.compile(
    r"[a-z]{2,3}(?:-[a-z]{3}){0,3}"  # the language, with what it extends
    r"(?P<script>-[a-z]{4})?(?:-(?:[a-z]{2}|\d{3}))?"  # script and region
    r"(?:-(?:[a-z\d]{5,8}|\d[a-z\d]{3}))*"  # variants
    r"(?:-[a-wy-z\d](?:-[a-z\d]{2,8})+)*(?:-x(?:-[a-z\d]{1,8})+)?",  # extensions, and what is private
    re.IGNORECASE | re.ASCII,
)
"""RFC 5646, section 2.1, without what no language has yet (a first subtag of four letters and more)."""

LONGEST = 35
"""Characters of a tag, the most that RFC 5646 (section 4.4.1) finds in use."""

RTL_SCRIPTS = frozenset("adlm arab aran hebr mand nkoo rohg samr syrc thaa".split())
RTL_LANGUAGES = frozenset("ar arc ckb dv fa he ks nqo prs ps sd syr ug ur yi".split())
"""Languages whose usual script runs from right to left."""


def check_language(tag: str) -> str:
    """The tag as it is. ValueError with a sentence where it is none.

    >>> check_language("pt-BR")
    'pt-BR'
    """
    if len(tag) > LONGEST or TAG.fullmatch(tag) is None:
        shown = tag if len(tag) <= LONGEST else tag[:LONGEST] + "…"
        raise ValueError(
            _("“%(tag)s” is no tag of a language. Write one such as en, de, pt-BR or zh-Hant.")
            % {"tag": shown}
        )
    return tag


@lru_cache(256)
def direction(tag: str) -> str:
    """``rtl`` or ``ltr``, by the script that the tag names or else by the language's usual one; ``auto`` where
    neither is known.

    >>> direction("he"), direction("pa-Arab"), direction("az-Latn"), direction("qaa")
    ('rtl', 'rtl', 'ltr', 'auto')
    """
    found = TAG.fullmatch(tag)
    if found and found["script"]:
        return "rtl" if found["script"][1:].lower() in RTL_SCRIPTS else "ltr"
    language = tag.partition("-")[0].lower()
    if language in RTL_LANGUAGES:
        return "rtl"
    try:
        get_language_info(tag)
    except KeyError:
        return "auto"
    return "ltr"
