"""Plain functions that build records of the interchange format, and run the two commands on them."""

import io
import json
from pathlib import Path
from typing import Any

from django.core.management import call_command


def source(key: str = "wire-1", outlet: str | dict[str, Any] = "The Wire", **fields: Any) -> dict[str, Any]:
    return {
        "key": key,
        "outlet": {"name": outlet, "homepage": None} if isinstance(outlet, str) else outlet,
        "url": f"https://wire.example/{key}",
        "title": f"Report {key}",
        "byline": "",
        "published_on": "2024-05-01",
        "accessed_on": None,
        "archive_url": None,
        "paraphrase": "",
        "quote": "",
        **fields,
    }


def section(html: str = "<p>A bridge was opened.[^wire-1]</p>", **fields: Any) -> dict[str, Any]:
    return {"kind": "whats_happened", "heading": None, "html": html, **fields}


def event(
    start: str = "2024-04-30", html: str = "<p>The bridge is tested.</p>", **fields: Any
) -> dict[str, Any]:
    return {
        "start": start,
        "end": None,
        "precision": "day",
        "circa": False,
        "html": html,
        "sources": ["wire-1"],
        **fields,
    }


def question(origin_id: str = "q-1", **fields: Any) -> dict[str, Any]:
    return {
        "id": origin_id,
        "title": "Who built the bridge?",
        "intro": "The bridge took ten years.",
        "teaser": None,
        "answers": [
            {"question": "Which firm?", "html": "<p>A firm of the town.[^wire-1]</p>", "sources": ["wire-1"]}
        ],
        **fields,
    }


def story(origin_id: str = "origin:1", **fields: Any) -> dict[str, Any]:
    return {
        "format": "newsroom-story",
        "version": 1,
        "id": origin_id,
        "headline": f"A bridge is opened ({origin_id})",
        "slug": None,
        "standfirst": None,
        "language": "en",
        "published_at": "2024-05-01T12:00:00Z",
        "byline": ["Ann Reporter"],
        "credit": "The house",
        "topics": [{"name": "Bridges", "kind": "theme", "parent": "Buildings"}],
        "sections": [section()],
        "sources": [source()],
        "timeline": [event()],
        "questions": [],
        **fields,
    }


def written(folder: Path, *records: Any, name: str = "stories.jsonl") -> str:
    """The path of a file with these records, one a line; text is taken as it is."""
    path = folder / name
    lines = [record.rstrip("\n") if isinstance(record, str) else json.dumps(record) for record in records]
    path.write_text("\n".join(lines) + "\n")
    return str(path)


def imported(*files: str, **options: Any) -> tuple[int, str, str]:
    """Exit status, report and faults of an import."""
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command("import_stories", *files, stdout=out, stderr=err, **options)
    except SystemExit as ended:
        return int(ended.code or 0), out.getvalue(), err.getvalue()
    return 0, out.getvalue(), err.getvalue()


def exported(**options: Any) -> list[dict[str, Any]]:
    out = io.StringIO()
    call_command("export_stories", stdout=out, **options)
    return [json.loads(line) for line in out.getvalue().splitlines()]
