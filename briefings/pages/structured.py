"""What programs are told of a page, in schema.org's words (JSON-LD). Pure: values in, nodes and a string out.

Each function gives one node of the page's graph; https://schema.org/version/29.0 has the meaning of the terms. What is
empty is left out. Addresses are absolute.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import orjson

Node = dict[str, Any]

TOPIC_TYPES = {
    "person": "Person",
    "place": "Place",
    "organisation": "Organization",
    "event": "Event",
    "theme": "Thing",
    "": "Thing",
}
ORGANIZATION, WEBSITE = "/#organization", "/#website"
CITED_MOST = 60
"""A page may rest on hundreds of sources; programs are told of this many, in the order of the text."""


def script(nodes: Iterable[Node]) -> str:
    """The content of a ``<script type="application/ld+json">``. No ``</script>`` or ``<!--`` in a headline ends it."""
    text = orjson.dumps({"@context": "https://schema.org", "@graph": list(nodes)}).decode()
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def organization(house: Mapping[str, Any]) -> Node:
    """The house: ``name``, ``url`` and, as far as it has them, ``tagline``, ``contact``, ``logo`` {src, width, height},
    ``texts`` {name of a text: its path}."""
    base = house["url"]
    logo, texts = house.get("logo"), house.get("texts") or {}
    policies = {
        "publishingPrinciples": texts.get("standards"),
        "correctionsPolicy": "/corrections/",
        "verificationFactCheckingPolicy": texts.get("how_we_cite"),
    }
    return _told(
        {
            "@type": "NewsMediaOrganization",
            "@id": base + ORGANIZATION,
            "name": house["name"],
            "url": f"{base}/",
            "slogan": house.get("tagline"),
            "email": house.get("contact"),
            "logo": logo and picture(base + logo["src"], logo["width"], logo["height"]),
            **{term: path and base + path for term, path in policies.items()},
        }
    )


def website(house: Mapping[str, Any], search_path: str) -> Node:
    """The site, and how to search it."""
    base = house["url"]
    return _told(
        {
            "@type": "WebSite",
            "@id": base + WEBSITE,
            "url": f"{base}/",
            "name": house["name"],
            "description": house.get("tagline"),
            "inLanguage": house.get("language"),
            "publisher": {"@id": base + ORGANIZATION},
            "potentialAction": {
                "@type": "SearchAction",
                "target": {
                    "@type": "EntryPoint",
                    "urlTemplate": f"{base}{search_path}?q={{search_term_string}}",
                },
                "query-input": "required name=search_term_string",
            },
        }
    )


def breadcrumbs(base: str, steps: Sequence[tuple[str, str]]) -> Node:
    """The way to a page, itself the last step: (name, path) each."""
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": place, "name": name, "item": base + path}
            for place, (name, path) in enumerate(steps, start=1)
        ],
    }


def news_article(base: str, piece: Mapping[str, Any]) -> Node:
    """A story: what ``work`` says of a piece, with ``word_count``, ``sections`` (headings) and ``sources``."""
    return _told(
        {
            **work(base, piece),
            "@type": "NewsArticle",
            "@id": f"{base}{piece['path']}#article",
            "wordCount": piece["word_count"],
            "articleSection": list(piece["sections"]),
        }
    )


def faq_page(base: str, piece: Mapping[str, Any]) -> Node:
    """A common question: what ``work`` says of a piece, and its ``answers`` (question, anchor, plain text)."""
    return _told(
        {
            **work(base, piece),
            "@type": "FAQPage" if piece["answers"] else "WebPage",
            "@id": f"{base}{piece['path']}#questions",
            "name": piece["headline"],
            "mainEntity": [
                {
                    "@type": "Question",
                    "name": question,
                    "url": f"{base}{piece['path']}#{anchor}",
                    "acceptedAnswer": {"@type": "Answer", "text": text},
                }
                for question, anchor, text in piece["answers"]
            ],
        }
    )


def work(base: str, piece: Mapping[str, Any]) -> Node:
    """What a story and a common question have in common.

    ``path``, ``headline``, ``standfirst``, ``language``, ``published`` and ``modified`` (ISO 8601), ``edition`` (its
    number), ``credit``, ``authors`` (name, path or None), ``publisher`` (a node), ``images`` (nodes), ``topics`` (name,
    path, kind), ``sources`` as page data has them, ``corrections`` (words, ISO 8601).
    """
    authors = [
        _told({"@type": "Person", "name": name, "url": path and base + path})
        for name, path in piece["authors"]
    ]
    publisher = piece["publisher"]
    cited = [source(line, piece["language"]) for line in piece["sources"][:CITED_MOST]]
    return {
        "url": base + piece["path"],
        "mainEntityOfPage": base + piece["path"],
        "headline": piece["headline"],
        "description": piece["standfirst"],
        "inLanguage": piece["language"],
        "datePublished": piece["published"],
        "dateModified": piece["modified"],
        "version": piece["edition"],
        "isAccessibleForFree": True,
        "author": authors or {"@id": publisher["@id"]},
        "publisher": publisher,
        "image": list(piece["images"]),
        "about": [
            {"@type": TOPIC_TYPES.get(kind, "Thing"), "name": name, "url": base + path}
            for name, path, kind in piece["topics"]
        ],
        "citation": cited,
        "isBasedOn": list(dict.fromkeys(node["url"] for node in cited if "url" in node)),
        "correction": [
            {"@type": "CorrectionComment", "text": words, "datePublished": at}
            for words, at in piece["corrections"]
        ],
        "creditText": piece["credit"],
        "isPartOf": {"@id": base + WEBSITE},
    }


def source(line: Mapping[str, Any], language: str = "") -> Node:
    """A source as cited in words of ``language``; the outlet is its publisher, and its author only where the outlet
    named one."""
    return _told(
        {
            "@type": "CreativeWork",
            "name": line["title"] or line["outlet_name"],
            "url": line["url"],
            "inLanguage": line["language"] if line["language"] != language else "",
            "datePublished": line["published_on"],
            "author": line["byline"] and {"@type": "Person", "name": line["byline"]},
            "publisher": {"@type": "Organization", "name": line["outlet_name"]},
            "archivedAt": line["archive_url"],
        }
    )


def picture(url: str, width: int, height: int, caption: str = "", credit: str = "") -> Node:
    """An image; sizes in pixels, told as the vocabulary takes a distance, with their unit."""
    return _told(
        {
            "@type": "ImageObject",
            "url": url,
            "width": f"{width} px",
            "height": f"{height} px",
            "caption": caption,
            "creditText": credit,
        }
    )


def page(
    base: str,
    kind: str,
    path: str,
    name: str,
    *,
    description: str = "",
    language: str = "",
    about: Node | None = None,
    main: Node | None = None,
    items: Sequence[str] = (),
) -> Node:
    """A page of another kind (``CollectionPage``, ``ProfilePage``, ``AboutPage``, ``WebPage``): whom or what it is
    about, the one thing that it shows, or the paths that it lists."""
    listed = {
        "@type": "ItemList",
        "itemListElement": [
            {"@type": "ListItem", "position": place, "url": base + item}
            for place, item in enumerate(items, start=1)
        ],
    }
    return _told(
        {
            "@type": kind,
            "@id": base + path,
            "url": base + path,
            "name": name,
            "description": description,
            "inLanguage": language,
            "isPartOf": {"@id": base + WEBSITE},
            "publisher": {"@id": base + ORGANIZATION},
            "about": about,
            "mainEntity": main or (listed if items else None),
        }
    )


def thing(kind: str, name: str, url: str = "", **more: Any) -> Node:
    """Whom or what a page is about; ``more`` are terms of schema.org."""
    return _told({"@type": kind, "name": name, "url": url, **more})


def _told(node: Node) -> Node:
    return {term: value for term, value in node.items() if value not in (None, "", [])}
