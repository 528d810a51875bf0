"""A difference in a few words. Pure."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from .difference import Difference

FIELDS_CHANGED = {
    "headline": gettext_lazy("headline changed"),
    "standfirst": gettext_lazy("standfirst changed"),
    "language": gettext_lazy("language changed"),
    "credit": gettext_lazy("credit changed"),
    "byline": gettext_lazy("byline changed"),
    "image": gettext_lazy("lead image changed"),
    "caption": gettext_lazy("caption changed"),
    "image_credit": gettext_lazy("credit of the image changed"),
}

COUNTS = {
    ("section", "changed"): ngettext_lazy("%(n)d section changed", "%(n)d sections changed", "n"),
    ("section", "added"): ngettext_lazy("%(n)d section added", "%(n)d sections added", "n"),
    ("section", "removed"): ngettext_lazy("%(n)d section removed", "%(n)d sections removed", "n"),
    ("section", "moved"): ngettext_lazy("%(n)d section moved", "%(n)d sections moved", "n"),
    ("answer", "changed"): ngettext_lazy("%(n)d answer changed", "%(n)d answers changed", "n"),
    ("answer", "added"): ngettext_lazy("%(n)d answer added", "%(n)d answers added", "n"),
    ("answer", "removed"): ngettext_lazy("%(n)d answer removed", "%(n)d answers removed", "n"),
    ("answer", "moved"): ngettext_lazy("%(n)d answer moved", "%(n)d answers moved", "n"),
    ("source", "changed"): ngettext_lazy("%(n)d source changed", "%(n)d sources changed", "n"),
    ("source", "added"): ngettext_lazy("%(n)d source added", "%(n)d sources added", "n"),
    ("source", "removed"): ngettext_lazy("%(n)d source removed", "%(n)d sources removed", "n"),
    ("source", "moved"): ngettext_lazy("%(n)d source moved", "%(n)d sources moved", "n"),
    ("event", "changed"): ngettext_lazy("%(n)d event changed", "%(n)d events changed", "n"),
    ("event", "added"): ngettext_lazy("%(n)d event added", "%(n)d events added", "n"),
    ("event", "removed"): ngettext_lazy("%(n)d event removed", "%(n)d events removed", "n"),
    ("event", "moved"): ngettext_lazy("%(n)d event moved", "%(n)d events moved", "n"),
    ("question", "changed"): ngettext_lazy("%(n)d question changed", "%(n)d questions changed", "n"),
    ("question", "added"): ngettext_lazy("%(n)d question added", "%(n)d questions added", "n"),
    ("question", "removed"): ngettext_lazy("%(n)d question removed", "%(n)d questions removed", "n"),
    ("question", "moved"): ngettext_lazy("%(n)d question moved", "%(n)d questions moved", "n"),
}


def summary(difference: Difference) -> str:
    """“headline changed, 2 sections changed, 1 source added, 3 events moved”, or “nothing changed”.

    A part that was changed and moved counts as both.
    """
    words = [str(FIELDS_CHANGED[change.name]) for change in difference.changes]
    for group in difference.parts:
        counts = {
            "changed": len(group.changed),
            "added": len(group.added),
            "removed": len(group.removed),
            "moved": len(group.moved),
        }
        words.extend(str(COUNTS[group.kind, verb] % {"n": n}) for verb, n in counts.items() if n)
    return ", ".join(words) or _("nothing changed")
