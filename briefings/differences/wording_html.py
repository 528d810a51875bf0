"""Runs of a comparison as HTML for a page: marked for the eye, and in words for the ear. Pure."""

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from newsroom.markup import MARKER, map_text

from .wording import Run

BREAK = '<span aria-hidden="true">↵</span>'


class SourceNames(NamedTuple):
    """What people call the sources of the two texts, by the keys of their markers. One without a name is its key."""

    old: Mapping[str, str] = {}
    new: Mapping[str, str] = {}


NO_NAMES = SourceNames()


def html_of(runs: Iterable[Run], names: SourceNames = NO_NAMES) -> SafeString:
    """Safe HTML with `<ins>` and `<del>`, each begun and ended by visually hidden words (class `hidden`).

    Markers stand as the names of their sources (class `difference-marker`), and stretches left out as the number
    of their words (class `difference-folded`).
    """
    inserted = _hidden(_("inserted:")), _hidden(_("end of insertion"))
    deleted = _hidden(_("deleted:")), _hidden(_("end of deletion"))
    written: list[str] = []
    for run in runs:
        if run.kind == "folded":
            words = ngettext("%(count)d unchanged word", "%(count)d unchanged words", run.omitted)
            written.append(
                format_html('<span class="difference-folded">{}</span>', words % {"count": run.omitted})
            )
        elif run.is_tag or not run.html:
            written.append(run.html)
        elif run.kind == "inserted":
            # A line break alone would not be seen, and a deleted one should break no line.
            text = _with_markers(run.html, names.new).replace("<br>", f"{BREAK}<br>")
            written.append(f"<ins>{inserted[0]}{text}{inserted[1]}</ins>")
        elif run.kind == "deleted":
            text = _with_markers(run.html, names.old).replace("<br>", f"{BREAK} ")
            written.append(f"<del>{deleted[0]}{text}{deleted[1]}</del>")
        else:
            written.append(_with_markers(run.html, names.new))
    # Runs are of clean_rich, clean_paragraphs or escape (Run.html); names and counts went through format_html.
    return mark_safe("".join(written))


def _with_markers(markup: str, names: Mapping[str, str]) -> str:
    if "[^" not in markup:
        return markup

    def named(found: re.Match[str]) -> str:
        return format_html('<sup class="difference-marker">{}</sup>', names.get(found[1], found[1]))

    return map_text(markup, lambda text: MARKER.sub(named, text))


def _hidden(words: str) -> str:
    return format_html('<span class="hidden"> {} </span>', words)
