"""What preflight found, each with the place in the form where it is mended."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from ..document import Document
from ..editions.preflight import Finding
from ..models import Piece
from ..pages.page_html import heading

FIELDS = {
    "headline": "id_headline",
    "no-question": "id_headline",
    "no-words": "sections-group",
    "no-answers": "answers-group",
    "no-sources": "citations-group",
    "key-twice": "citations-group",
}
"""Ids in the form for findings that are about the piece and not about one of its parts."""


def lines_to_mend(piece: Piece, document: Document, findings: list[Finding]) -> list[dict[str, Any]]:
    """Lines {block, place, message, url} for the page, what must be mended first. The row of a part has the id
    ``part-<its UUID>`` in the form."""
    model = "story" if piece.is_story else "commonquestion"
    form = reverse(f"admin:briefings_{model}_change", args=[piece.pk])
    return [
        {
            "block": finding.block,
            "place": place_of(document, finding.part),
            "message": finding.message,
            "url": f"{form}#{anchor_of(finding)}",
        }
        for finding in sorted(findings, key=lambda finding: not finding.block)
    ]


def anchor_of(finding: Finding) -> str:
    return f"part-{finding.part}" if finding.part else FIELDS.get(finding.code, "content-start")


def place_of(document: Document, uid: str) -> str:
    """Where on the page the part with this UUID stands, in words; empty for the piece itself."""
    for section in document.sections:
        if str(section.uid) == uid:
            return heading({"heading": section.heading, "kind": section.kind})
    for answer in document.answers:
        if str(answer.uid) == uid:
            return answer.question
    for event in document.events:
        if str(event.uid) == uid:
            return _("Timeline, %(year)s") % {"year": event.start.year}
    for citation in document.citations:
        if str(citation.uid) == uid:
            return _("Source %(key)s") % {"key": citation.key}
    if any(str(link.question) == uid for link in document.questions):
        return _("Common questions")
    return ""
