"""The HTML of lists: cards, questions, names with counts, what is related. Pure.

Each takes what the views hand to templates, words as they are and addresses of this site, and escapes them.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from .page_words import AUTO, clock, counts, day, escape, in_language, iso, number
from .timeline_html import event_html

Entry = Mapping[str, Any]


def link(url: str, words: Any, attributes: str = "") -> str:
    return f'<a href="{escape(url)}"{attributes}>{escape(words)}</a>'


def time_html(moment: Any, words: str) -> str:
    return f'<time datetime="{iso(moment)}">{escape(words)}</time>'


def source_counts(entry: Entry) -> str:
    """“9 sources, 6 outlets”, or nothing."""
    return escape(counts(entry["source_count"], entry["outlet_count"])) if entry["source_count"] else ""


def cards(entries: Iterable[Entry], level: int = 3) -> str:
    """Pieces as a list of cards (``views.cards.card``)."""
    return f'<ul class="cards">\n{"".join(card_item(entry, level) for entry in entries)}</ul>\n'


def card_item(entry: Entry, level: int = 3) -> str:
    return f'<li class="card">\n{card(entry, level)}\n</li>\n'


def card(entry: Entry, level: int = 3) -> str:
    """Headline, standfirst, dates and sources of one piece."""
    published, updated = entry["published_at"], entry["updated_at"]
    ours = in_language(entry["language"], auto=True)
    standfirst = f"<p{ours}>{escape(entry['standfirst'])}</p>\n" if entry["standfirst"] else ""
    dated = time_html(published, day(published)) if published else ""
    if updated and (words := day(updated)) != (day(published) if published else ""):
        told = _("updated")
        dated += f", {escape(told)} {time_html(updated, words)}"
    facts = "".join(f" <span>{fact}</span>" for fact in (dated, source_counts(entry)) if fact)
    return (
        f"<h{level}{ours}>{link(entry['url'], entry['headline'])}</h{level}>\n{standfirst}"
        f'<p class="label facts">{facts.strip()}</p>'
    )


def seconds(entries: Iterable[Entry]) -> str:
    """The pieces beside the lead of the front page."""
    return f'<ul class="seconds">\n{"".join(card_item(entry, 2) for entry in entries)}</ul>\n'


def latest(entries: Iterable[Entry]) -> str:
    """Headlines with their times under their days."""
    lines: list[str] = []
    before = ""
    for entry in entries:
        moment = entry["published_at"]
        today = day(moment)
        label = f'<p class="label latest-day">{escape(today)}</p>\n' if today != before else ""
        before = today
        ours = in_language(entry["language"], auto=True)
        told = source_counts(entry)
        below = f'<p class="label facts"><span>{told}</span></p>\n' if told else ""
        lines.append(
            f'<li>\n{label}<p class="label latest-time">{time_html(moment, clock(moment))}</p>\n'
            f"<h3{ours}>{link(entry['url'], entry['headline'])}</h3>\n{below}</li>\n"
        )
    return f'<ol class="latest">\n{"".join(lines)}</ol>\n'


def questions(entries: Iterable[Entry], level: int = 3) -> str:
    """Common questions, each with its teaser or its intro."""
    lines = []
    for entry in entries:
        words = entry.get("teaser") or entry.get("standfirst")
        language = entry["language"]
        told = in_language(entry.get("teaser_language", language), auto=True)  # a teaser is the story's word
        below = f"<p{told}>{escape(words)}</p>\n" if words else ""
        title = link(
            entry["url"], entry.get("title") or entry.get("headline"), in_language(language, auto=True)
        )
        lines.append(f"<li>\n<h{level}>{title}</h{level}>\n{below}</li>\n")
    return f'<ul class="questions">\n{"".join(lines)}</ul>\n'


def index(entries: Iterable[Entry]) -> str:
    """Names with counts, as at the back of a book."""
    lines = []
    for entry in entries:
        count, country = entry.get("count"), entry.get("country")
        shown = "" if count is None or count == "" else f"\xa0<span>{number(count)}</span>"
        where = f' <span class="label">{escape(country)}</span>' if country else ""
        lines.append(f"<li>{link(entry['url'], entry['name'], AUTO)}{shown}{where}</li>\n")
    return f'<ul class="index wide">\n{"".join(lines)}</ul>\n'


def words(entries: Iterable[Entry]) -> str:
    """Names as a line of words."""
    lines = (f"<li>{link(entry['url'], entry['name'], AUTO)}</li>\n" for entry in entries)
    return f'<ul class="words facts">\n{"".join(lines)}</ul>\n'


def related(entries: Iterable[Entry]) -> str:
    """Related pieces, each with its reason."""
    lines = []
    for entry in entries:
        reason = f"<p>{escape(entry['reason'])}</p>\n" if entry["reason"] else ""
        moment, ours = entry["published_at"], in_language(entry["language"], auto=True)
        lines.append(
            f'<li class="card">\n<h3{ours}>{link(entry["url"], entry["headline"])}</h3>\n{reason}'
            f'<p class="label">{time_html(moment, day(moment))}</p>\n</li>\n'
        )
    return f'<ul class="cards">\n{"".join(lines)}</ul>\n'


def cited(entries: Iterable[Entry]) -> str:
    """What is cited of an outlet, and where."""
    untitled, cited_in = _("Untitled"), escape(_("cited in"))
    lines = []
    for entry in entries:
        title = entry["title"] or untitled
        head = link(entry["url"], title, ' rel="external"') if entry["url"] else escape(title)
        dated = f"{escape(entry['published_label'])}, " if entry["published_label"] else ""
        where = link(
            entry["story_url"], entry["story_headline"], in_language(entry["story_language"], auto=True)
        )
        lines.append(
            f'<li class="card cited">\n<h3{in_language(entry["language"], auto=True)}>{head}</h3>\n'
            f'<p class="label">{dated}{cited_in} {where}</p>\n</li>\n'
        )
    return f'<ul class="cards">\n{"".join(lines)}</ul>\n'


def merged_timeline(entries: Iterable[Entry], years_change: bool = True) -> str:
    """Events of many stories, each leading to the story that it stands in."""
    lines, year = [], None
    for entry in entries:
        ours = in_language(entry["language"], auto=True)
        story = link(entry["story_url"], entry["story_headline"], ours)
        is_new = years_change and entry["iso"][:4] != year
        year = entry["iso"][:4]
        below = f'<p class="label">{story}</p>\n'
        lines.append(
            event_html(
                entry["iso"],
                entry["label"],
                entry["html"],
                new_year=is_new,
                below=below,
                ours=in_language(entry["language"]),
            )
        )
    return f'<ol class="timeline full">\n{"".join(lines)}</ol>\n' if lines else ""
