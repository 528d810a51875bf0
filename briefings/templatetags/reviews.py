"""Notes beside the rows of a piece's form."""

from typing import Any

from django import forms, template
from django.urls import reverse

register = template.Library()


@register.inclusion_tag("admin/briefings/review_notes.html", takes_context=True)
def notes_beside(context: template.Context, form: forms.BaseForm | None = None, row: str = "") -> Any:
    """The open notes about the part in this row, and the way to write one; without a row, those about the whole. The
    view looked up all of them at once (``open_notes``); a row that is not saved yet has no notes."""
    piece = context.get("piece")
    known = context.get("open_notes")
    if piece is None or known is None or (form is not None and not form.instance.pk):
        return {}
    model = "story" if piece.is_story else "commonquestion"
    part = str(form.instance.uid) if form is not None else ""
    return {
        "notes": known.get(part, []),
        "part": part,
        "row": row,
        "piece": piece,
        "page": reverse(f"admin:briefings_{model}_review", args=[piece.pk]),
    }
