"""The full text of a piece as feeds carry it: plain HTML that any feed reader shows. Pure."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from ..words import EditionKind
from .list_html import link
from .page_words import day, day_label, escape, in_language

Entry = Mapping[str, Any]


def full_text(
    page: Entry,
    parts: Iterable[tuple[str, str]],
    *,
    image: Entry | None,
    notices: Iterable[Any],
    timeline: Iterable[Entry],
    questions: Iterable[Entry],
    topics: Iterable[Entry],
) -> str:
    """All that ``page`` says, its ``parts`` (heading, safe HTML) and then where to go next, which applies at once."""
    return "".join(
        (
            figure(image),
            *(f"<p><strong>{noticed(notice)}</strong> {escape(notice.note)}</p>\n" for notice in notices),
            *(f"<h2>{escape(title)}</h2>\n{html}\n" for title, html in parts),
            block(
                _("Timeline"),
                "dl",
                (f"<dt>{escape(event['label'])}</dt>\n<dd>{event['html']}</dd>\n" for event in timeline),
            ),
            block(_("Go deeper"), "ul", map(question, questions)),
            block(_("Sources"), "ol", (source(one, page["language"]) for one in page["sources"])),
            f"<p>{escape(page['credit'])}</p>\n" if page["credit"] else "",
            on_topics([link(topic["url"], topic["name"]) for topic in topics]),
        )
    )


def block(title: str, tag: str, items: Iterable[str]) -> str:
    """A list under its title; nothing of an empty one."""
    inside = "".join(items)
    return f"<h2>{escape(title)}</h2>\n<{tag}>\n{inside}</{tag}>\n" if inside else ""


def figure(image: Entry | None) -> str:
    if image is None:
        return ""
    small = f"<small>{escape(image['credit'])}</small>" if image["credit"] else ""
    told = " ".join(filter(None, (escape(image["caption"] or ""), small)))
    return (
        f'<figure><img src="{escape(image["url"])}" width="{image["width"]}" height="{image["height"]}"'
        f' alt="{escape(image["alt"] or "")}">{f"<figcaption>{told}</figcaption>" if told else ""}</figure>\n'
    )


def noticed(notice: Any) -> str:
    kind = _("Correction") if notice.kind == EditionKind.CORRECTION else _("Clarification")
    return f"{escape(kind)}, {escape(day(notice.released_at))}."


def question(entry: Entry) -> str:
    teaser = f"<br>{escape(entry['teaser'])}" if entry["teaser"] else ""
    return f"<li>{link(entry['url'], entry['title'])}{teaser}</li>\n"


def source(entry: Entry, around: str) -> str:
    """Outlet, headline, day, what it says, and the copy of it."""
    language = in_language(entry["language"], within=around)
    told = [escape(entry["outlet_name"])]
    if entry["url"]:
        told.append(f": {link(entry['url'], entry['title'] or entry['host'], language)}")
    elif entry["title"]:
        told.append(f": <cite{language}>{escape(entry['title'])}</cite>")
    if on := day_label(entry["published_on"]):
        told.append(f", {escape(on)}")
    if entry["paraphrase"]:
        told.append(f". {escape(entry['paraphrase'])}")
    if entry["quote"]:
        told.append(f" <q{language}>{escape(entry['quote'])}</q>")
    if entry["archive_url"]:
        copy = link(entry["archive_url"], _("archived copy"))
        told.append(f" ({copy})")
    return f"<li>{''.join(told)}</li>\n"


def on_topics(links: list[str]) -> str:
    title = _("More on these topics")
    return f"<p>{escape(title)}: {' · '.join(links)}</p>\n" if links else ""
