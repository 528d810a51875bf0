"""Generated briefings of real lengths: the same ones at every run, in the interchange format.

Lengths follow a real week of multi-source briefings: 3 sections of some 600 characters, 12 sources, 9 dated
events, 8 topics of which few are common and most are rare.
"""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

SYLLABLES = "ba co du fe gi ha jo ka le mi no pa qui ro sa te u vo wa xe ya zo bren dal fort gard".split()
EPOCH = datetime(2024, 1, 1, 6, tzinfo=UTC)


def briefings(count: int, seed: int = 7) -> Iterator[dict[str, Any]]:
    """``count`` records, half an hour apart. Record N is the same whatever the count."""
    for number in range(count):
        yield briefing(number, random.Random(seed * 1_000_003 + number))


def briefing(number: int, chance: random.Random) -> dict[str, Any]:
    published = EPOCH + timedelta(minutes=30 * number)
    sources = [source(place, chance, published) for place in range(1, chance.randint(6, 18))]
    keys = [one["key"] for one in sources]
    topics = {subject(chance): None for _ in range(8)}
    kinds = ("whats_happened", "behind_the_headline", "papers_say", "how_we_got_here")
    return {
        "format": "newsroom-story",
        "version": 1,
        "id": f"bench:{number}",
        "headline": sentence(chance, 9)[:-1],
        "slug": None,
        "standfirst": sentence(chance, 22),
        "language": "en",
        "published_at": published.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "byline": [],
        "credit": "",
        "topics": [{"name": name, "kind": None, "parent": None} for name in topics],
        "sections": [{"kind": kind, "heading": None, "html": prose(chance, keys)} for kind in kinds],
        "sources": sources,
        "timeline": [event(chance, keys, published) for _ in range(chance.randint(4, 14))],
        "questions": [question(number // 20)] if number % 10 == 0 else [],
    }


def question(number: int) -> dict[str, Any]:
    """A common question that several stories share."""
    chance = random.Random(f"question {number}")
    return {
        "id": f"bench-question:{number}",
        "title": sentence(chance, 8)[:-1] + "?",
        "intro": sentence(chance, 30),
        "teaser": None,
        "answers": [
            {"question": sentence(chance, 7)[:-1] + "?", "html": prose(chance, []), "sources": []}
            for _ in range(4)
        ],
    }


def word(chance: random.Random) -> str:
    return "".join(chance.choices(SYLLABLES, k=chance.randint(1, 4)))


def sentence(chance: random.Random, words: int) -> str:
    text = " ".join(word(chance) for _ in range(words))
    return text[0].upper() + text[1:] + "."


def prose(chance: random.Random, keys: list[str]) -> str:
    """Two or three paragraphs; every other sentence rests on a source."""
    paragraphs = []
    for _ in range(chance.randint(2, 3)):
        sentences = []
        for _ in range(4):
            marker = f"[^{chance.choice(keys)}]" if keys and chance.random() < 0.5 else ""
            sentences.append(sentence(chance, 14) + marker)
        paragraphs.append(f"<p>{' '.join(sentences)}</p>")
    return "".join(paragraphs)


def source(place: int, chance: random.Random, published: datetime) -> dict[str, Any]:
    outlet = min(int(chance.paretovariate(0.8)), 400)
    slug = "-".join(word(chance) for _ in range(6))
    return {
        "key": f"outlet-{outlet}-{place}",
        "outlet": {"name": f"Outlet {outlet}", "homepage": f"https://outlet-{outlet}.example/"},
        "url": f"https://outlet-{outlet}.example/{published:%Y/%m/%d}/{slug}",
        "title": sentence(chance, 10)[:-1],
        "byline": "",
        "published_on": f"{published:%Y-%m-%d}",
        "accessed_on": None,
        "archive_url": None,
        "paraphrase": sentence(chance, 18),
        "quote": "",
    }


def event(chance: random.Random, keys: list[str], published: datetime) -> dict[str, Any]:
    day = published - timedelta(days=chance.randint(0, 900))
    return {
        "start": f"{day:%Y-%m-%d}",
        "end": None,
        "precision": "day",
        "circa": False,
        "html": f"<p>{sentence(chance, 22)}</p>",
        "sources": [chance.choice(keys)],
    }


def subject(chance: random.Random) -> str:
    """A topic's name: the first ones are everywhere, the thousandth hardly anywhere."""
    return f"Subject {min(int(chance.paretovariate(0.45)), 5000)}"
