"""When two records are the same, as the interchange format defines it. Pure, and written without the importer's code.

After sanitising, white space and the case of topics aside; what a shared thing has once (an outlet's home page, a
topic's kind and parent) is left out, and so are slugs and ids of parts that the record gave none.
"""

import re
from datetime import UTC, datetime
from typing import Any

from newsroom.text import clean_paragraphs, clean_plain, clean_rich, markers_in


def differences(given: dict[str, Any], back: dict[str, Any]) -> list[str]:
    """Names of the fields in which the two differ, with both values."""
    one, other = comparable(given), comparable(back)
    for part in ("sections", "timeline", "answers"):
        _forget_ids(one, other, part)
    for question in one["questions"]:
        for same in other["questions"]:
            if question["id"] == same["id"]:
                _forget_ids(question, same, "answers")
    return [f"{name}: {one[name]!r} is not {other[name]!r}" for name in one if one[name] != other[name]]


def comparable(record: dict[str, Any]) -> dict[str, Any]:
    """The record with nothing in it but what has to come back."""
    sources = [_source(source) for source in record["sources"]]
    moment = record["published_at"]
    return {
        "id": record["id"],
        "headline": _plain(record["headline"]),
        "standfirst": _plain(record.get("standfirst")),
        "published_at": moment and datetime.fromisoformat(moment).astimezone(UTC),
        "byline": [_plain(name) for name in record["byline"]],
        "credit": _plain(record["credit"]),
        "language": record["language"],
        "topics": list(dict.fromkeys(_plain(topic["name"]).lower() for topic in record["topics"])),
        "sections": [
            (part.get("id"), part["kind"], _plain(part.get("heading")), _rich(part["html"]))
            for part in record["sections"]
        ],
        "sources": sources,
        "timeline": [_event(event) for event in record["timeline"]],
        "questions": [_question(question, sources) for question in record["questions"]],
    }


def _source(source: dict[str, Any]) -> tuple[Any, ...]:
    return (
        source["key"],
        _plain(source["outlet"]["name"]),
        source["url"],
        source.get("archive_url"),
        source.get("published_on"),
        source.get("accessed_on"),
        *(_plain(source.get(name)) for name in ("title", "byline", "paraphrase", "quote")),
        source.get("language"),
    )


def _event(event: dict[str, Any]) -> tuple[Any, ...]:
    cut = {"year": 4, "month": 7}.get(event["precision"])
    start, end = event["start"][:cut], event.get("end") and event["end"][:cut]
    html = clean_paragraphs(event["html"])
    keys = event.get("sources", [])
    return event.get("id"), start, end, event["precision"], event.get("circa", False), _spaced(html), keys


def _question(question: dict[str, Any], of_story: list[tuple[Any, ...]]) -> dict[str, Any]:
    answers = [
        (a.get("id"), _plain(a["question"]), _rich(a["html"]), a.get("sources", []))
        for a in question["answers"]
    ]
    named = {
        key for a in question["answers"] for key in (*markers_in(_rich(a["html"])), *a.get("sources", []))
    }
    own = question.get("sources")
    return {
        "id": question["id"],
        "title": _plain(question["title"]),
        "intro": _plain(question["intro"]),
        "teaser": _plain(question.get("teaser")),
        "answers": answers,
        "sources": [s for s in of_story if s[0] in named] if own is None else [_source(s) for s in own],
    }


def _forget_ids(one: dict[str, Any], other: dict[str, Any], name: str) -> None:
    """Where the first record gave no id, the other may have one."""
    if name in one and len(one[name]) == len(other[name]):
        other[name] = [
            (None if mine[0] is None else theirs[0], *theirs[1:])
            for mine, theirs in zip(one[name], other[name], strict=True)
        ]


def _rich(html: str) -> str:
    return _spaced(clean_rich(html, frozenset({"localhost"})))


def _plain(text: str | None) -> str:
    return _spaced(clean_plain(text or ""))


def _spaced(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()
