"""Why a related link is there, in words. Pure."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

NAMED = 3
"""Topics or words that a reason names at most."""


def reason(
    topics: Sequence[str], words: Sequence[str] = (), *, answers: bool = False, newer: bool = False
) -> str:
    """For a link to a question (``answers``), or to a story, which may be ``newer`` than the piece itself.

    ``topics`` are those of both pieces, the rarest first; without any, ``words`` of both are the reason; without
    these too, an editor chose it.
    """
    names = {"names": listed(topics or words)}
    if not names["names"]:
        return _("Chosen by the editors")
    if topics:
        if answers:
            return _("Answers a question on %(names)s") % names
        return _("Newer on %(names)s") % names if newer else _("Both about %(names)s") % names
    if answers:
        return _("A question that also mentions %(names)s") % names
    return _("Newer, also mentions %(names)s") % names if newer else _("Both mention %(names)s") % names


def listed(names: Sequence[str]) -> str:
    """Up to NAMED names as a sentence lists them: “A”, “A and B”, “A, B and C”."""
    *some, last = names[:NAMED] or [""]
    if not some:
        return last
    return _("%(names)s and %(last)s") % {"names": ", ".join(some), "last": last}
