"""The HTML of a timeline and of its entries, those of a topic's merged one included. Pure."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from newsroom import dates

from .page_words import escape
from .sidenotes import Notes


def timeline_html(events: Iterable[Mapping[str, Any]], notes: Notes, ours: str = "") -> str:
    """Entries by date, with an address within the page each; nothing without events."""
    lines: list[str] = []
    year = None
    told: set[str] = set()
    for event in events:
        start = datetime.fromisoformat(event["start"])
        end = datetime.fromisoformat(event["end"]) if event["end"] else None
        lines.append(
            event_html(
                dates.iso(start, event["precision"]),
                dates.label(start, end, event["precision"], event["circa"]),
                notes.beside(event["html"], told),
                anchor=event["anchor"],
                new_year=start.year != year,
                ours=ours,
            )
        )
        year = start.year
    return f'<ol class="timeline full">\n{"".join(lines)}</ol>\n' if lines else ""


def event_html(
    iso: str,
    label: str,
    html: str,
    *,
    anchor: str = "",
    new_year: bool = False,
    below: str = "",
    ours: str = "",
) -> str:
    """One entry: its date in words over its text."""
    place = (f' id="{escape(anchor)}"' if anchor else "") + (' class="new-year"' if new_year else "")
    return (
        f'<li{place}>\n<p class="timeline-date"><time datetime="{escape(iso)}">{escape(label)}</time></p>\n'
        f'<div class="prose"{ours}>{html}</div>\n{below}</li>\n'
    )
