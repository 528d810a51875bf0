"""The HTML of a piece's sources: side by side as coverage, and as the list at the end. Pure."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from .open_places import facts_place, outlet_name
from .page_words import AUTO, day_label, escape, in_language, quotation

Source = Mapping[str, Any]


# What the papers say


def coverage_band(coverage: str) -> str:
    title = escape(_("What the papers say"))
    return f'<section class="band" id="coverage">\n<h2>{title}</h2>\n{coverage}</section>\n'


def coverage_html(sources: Iterable[Source], ours: str = "") -> str:
    """The sources side by side, one notice per outlet in the order of first citation; nothing without sources."""
    notices: dict[str, list[Source]] = {}
    for source in sources:
        notices.setdefault(source["outlet_name"], []).append(source)
    if not notices:
        return ""
    told = _("source %(n)s"), escape(_("archived copy")), ours
    return f'<ul class="coverage wide">\n{"".join(notice_html(items, *told) for items in notices.values())}</ul>\n'


def notice_html(items: list[Source], source_n: str, archived: str, ours: str) -> str:
    lines = "".join(coverage_item(item, source_n, archived, ours) for item in items)
    return (
        f'<li>\n<h3 class="outlet-name caps" dir="auto">{outlet_name(items[0])}</h3>\n'
        f"{facts_place(items[0])}<ul>\n{lines}</ul>\n</li>\n"
    )


def coverage_item(item: Source, source_n: str, archived: str, ours: str) -> str:
    """One source: what it says in our words, its quotation, its headline, its facts."""
    parts = ["<li>\n"]
    if item["paraphrase"]:
        parts.append(f"<p{ours or AUTO}>{escape(item['paraphrase'])}</p>\n")
    if item["quote"]:
        parts.append(f"{quotation(item['quote'], item['language'])}\n")
    if title := source_title(item):
        parts.append(f'<p class="coverage-title">{title}</p>\n')
    facts = source_facts(item)
    facts.append(f'<a href="#source-{item["number"]}">{escape(source_n % {"n": item["number"]})}</a>')
    if item["archive_url"]:
        facts.append(f'<a href="{escape(item["archive_url"])}" rel="external">{archived}</a>')
    parts.append(f'<p class="label facts">{" ".join(facts)}</p>\n</li>\n')
    return "".join(parts)


# Sources


def sources_html(sources: Iterable[Source]) -> str:
    """The list at the end, by number, each leading back to where it is cited; nothing without sources."""
    words = SourceWords(
        _("read %(date)s"), escape(_("archived copy")), escape(_("cited at")), _("Back to citation %(n)s")
    )
    lines = "".join(source_html(source, words) for source in sources)
    if not lines:
        return ""
    how = _(
        "Numbered in the order of first citation. An outlet counts once, however many of its articles are cited, "
        "and so does its country."
    )
    title = escape(_("Sources"))
    return (
        f'<section class="band" id="sources">\n<h2>{title}</h2>\n'
        f'<p class="label">{escape(how)}</p>\n<ol class="sources">\n{lines}</ol>\n</section>\n'
    )


class SourceWords(NamedTuple):
    """The words of the list, looked up once."""

    read: str
    archived: str
    cited_at: str
    back: str


def source_html(source: Source, words: SourceWords) -> str:
    facts = source_facts(source)
    if accessed := day_label(source["accessed_on"]):
        facts.append(f"<span>{escape(words.read % {'date': accessed})}</span>")
    if source["archive_url"]:
        facts.append(f'<a href="{escape(source["archive_url"])}" rel="external">{words.archived}</a>')
    if refs := source["refs"]:
        facts.append(f'<span class="sources-back">{words.cited_at}{back_links(refs, words.back)}</span>')
    return (
        f'<li id="{escape(source["anchor"])}">\n<span class="sources-number">{source["number"]}</span>\n<div>\n'
        f'<p><span class="caps" dir="auto">{outlet_name(source)}</span> {source_title(source)}</p>\n'
        f'<p class="label facts">{" ".join(facts)}</p>\n</div>\n</li>\n'
    )


def back_links(refs: list[str], label: str) -> str:
    """An arrow to each place that cites the source, numbered where there are several."""
    several = len(refs) > 1
    return "".join(
        f' <a href="#{escape(ref)}" aria-label="{escape(label % {"n": n})}">↑{n if several else ""}</a>'
        for n, ref in enumerate(refs, start=1)
    )


def source_title(source: Source) -> str:
    """The headline as a link to the article, or as a title where it has no address."""
    attributes = in_language(source["language"], auto=True)
    if source["url"]:
        words = escape(source["title"] or source["host"])
        return f'<a href="{escape(source["url"])}" rel="external"{attributes}>{words}</a>'
    return f"<cite{attributes}>{escape(source['title'])}</cite>" if source["title"] else ""


def source_facts(source: Source) -> list[str]:
    """Who wrote it, and when it was published, as far as known."""
    facts = [f"<span><bdi>{escape(source['byline'])}</bdi></span>"] if source["byline"] else []
    if published := day_label(source["published_on"]):
        facts.append(f"<span>{escape(published)}</span>")
    return facts
