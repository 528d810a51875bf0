"""Preflight: what must or should be mended before a piece goes live. Pure.

Blocks bind the person who publishes; an import keeps them as warnings on the desk.
"""

from collections import Counter
from dataclasses import asdict, dataclass
from typing import Any

from django.utils.translation import gettext as _

from newsroom.canonical import check_web_url
from newsroom.markup import markers_in, text_of

from ..document import Document

RICH_TEXT_MAX = 100_000


@dataclass(frozen=True)
class Finding:
    """One thing to mend. ``part`` is the UUID of the part it stands in, or empty for the piece itself."""

    block: bool
    code: str
    message: str
    part: str = ""

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def preflight(document: Document) -> list[Finding]:
    """The findings in the order of the page, blocks and warnings mixed."""
    found: list[Finding] = []

    def block(code: str, message: str, part: object = "") -> None:
        found.append(Finding(True, code, message, str(part)))

    def warn(code: str, message: str, part: object = "") -> None:
        found.append(Finding(False, code, message, str(part)))

    if not any(char.isprintable() and not char.isspace() for char in document.headline):
        block("headline", _("There is no headline."))
    known = Counter(citation.key for citation in document.citations)
    for key, times in known.items():
        if times > 1:
            block("key-twice", _("%(times)s sources have the key “%(key)s”.") % {"times": times, "key": key})
    used: set[str] = set()
    for uid, html, keys in document.fragments():
        if len(html) > RICH_TEXT_MAX:
            block(
                "too-long",
                _("A text has %(length)s characters; at most %(limit)s fit.")
                % {"length": f"{len(html):,}", "limit": f"{RICH_TEXT_MAX:,}"},
                uid,
            )
        for key in dict.fromkeys([*markers_in(html), *keys]):
            used.add(key)
            if key not in known:
                block("no-source", _("The marker [^%(key)s] has no source.") % {"key": key}, uid)
    if document.lead is not None and not document.lead.alt:
        block("lead-alt", _("The lead image has no alternative text, which says what it shows."))
    if document.lead is not None and not document.lead.credit:
        warn("lead-credit", _("The lead image names nobody who made it."))
    for event in document.events:
        if event.end is not None and event.end < event.start:
            block("ends-before-start", _("An event ends before it starts."), event.uid)
    for citation in document.citations:
        for url in filter(None, (citation.url, citation.archive_url)):
            try:
                check_web_url(url)
            except ValueError as error:
                block("url", str(error), citation.uid)
    if document.kind == "story":
        if not any(text_of(section.html) for section in document.sections):
            block("no-words", _("No section has any words."))
        for section in document.sections:
            if not text_of(section.html):
                warn("empty-section", _("A section is empty, and readers will not see it."), section.uid)
    else:
        if not document.headline.rstrip().endswith("?"):
            warn("no-question", _("The title of a common question ends with a question mark."))
        if not any(text_of(answer.html) for answer in document.answers):
            # An intro alone is a page to read; a title alone is none.
            found.append(
                Finding(not text_of(document.standfirst), "no-answers", _("There are no answers yet."))
            )
    if not document.citations:
        warn("no-sources", _("No source is cited."))
    for citation in document.citations:
        if citation.key not in used:
            warn(
                "not-cited",
                _("Nothing in the text rests on the source “%(key)s”.") % {"key": citation.key},
                citation.uid,
            )
    return found


def blocks(findings: list[Finding]) -> list[Finding]:
    return [finding for finding in findings if finding.block]
