"""The HTML of what the head of a page tells programs: its description, Open Graph, what X reads. Pure."""

from collections.abc import Iterator, Mapping
from typing import Any

from .page_words import escape, iso


def meta_html(told: Mapping[str, Any]) -> str:
    """The elements of ``views.page_meta.meta``; of a page that no search engine is to keep, its description alone."""
    return "".join(
        f'<meta {attribute}="{name}" content="{escape(words)}">\n'
        for attribute, name, words in elements(told)
    )


def elements(told: Mapping[str, Any]) -> Iterator[tuple[str, str, Any]]:
    """(attribute that names it, name, content) of each element."""
    description = told["description"]
    if description:
        yield "name", "description", description
    if not told.get("url"):
        return
    yield "property", "og:site_name", told["site_name"]
    yield "property", "og:type", told["kind"]
    yield "property", "og:title", told["title"]
    if description:
        yield "property", "og:description", description
    yield "property", "og:url", told["url"]
    if told["locale"]:
        yield "property", "og:locale", told["locale"]
    image = told["image"]
    yield "property", "og:image", image["url"]
    yield "property", "og:image:width", image["width"]
    yield "property", "og:image:height", image["height"]
    if image.get("alt"):
        yield "property", "og:image:alt", image["alt"]
    if told.get("published"):
        yield "property", "article:published_time", iso(told["published"])
        yield "property", "article:modified_time", iso(told["modified"])
        for author in told["authors"]:
            yield "property", "article:author", author
        for tag in told["tags"]:
            yield "property", "article:tag", tag
    yield "name", "twitter:card", "summary_large_image" if told["large"] else "summary"
