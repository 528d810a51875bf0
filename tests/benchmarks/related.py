"""How good related links are, against judged stories: ``python -m tests.benchmarks.related FOLDER [QUERIES]``.

FOLDER holds ``stories.jsonl`` (id, date, title, text, entities) and ``qrels.tsv`` (query_id, doc_id, grade 1 to 3).
The stories are imported into the database given by DATABASE_URL, with entities as topics, and QUERIES of those
judged, chosen at random but always alike, have their links computed. Printed are nDCG@6 (Järvelin and Kekäläinen
2002, gains 2^grade - 1) and the share of the first six that have the same subject, in the order of scores and in the
page's order.
"""

import io
import os
import random
import sys
import tempfile
from collections import defaultdict
from html import escape
from math import log2
from pathlib import Path

import django
import orjson

os.environ.setdefault("STATIC_COLLECTED", "0")
os.environ.setdefault("LOG_LEVEL", "WARNING")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
django.setup()

from django.core.management import call_command  # noqa: E402

from briefings.models import Piece, RelatedLink  # noqa: E402
from briefings.related.keywording import count_words  # noqa: E402
from briefings.related.relating import make_known, refresh_piece  # noqa: E402
from briefings.related.scoring import SHOWN  # noqa: E402
from tests.benchmarks.serving import database_server, processor_seconds  # noqa: E402

SAME_SUBJECT = 2


def main(folder: str, queries: str = "400") -> None:
    call_command("migrate", verbosity=0)
    keys = imported(Path(folder) / "stories.jsonl")
    grades = judged(Path(folder) / "qrels.tsv", keys)
    chosen = random.Random(5).sample(sorted(grades), min(int(queries), len(grades)))
    count_words()
    everything = sorted(keys.values())
    for start in range(0, len(everything), 500):
        make_known(everything[start : start + 500])
    before = os.times().user + os.times().system + processor_seconds(database_server())
    for pk in chosen:
        refresh_piece(pk, again=True)
    after = os.times().user + os.times().system + processor_seconds(database_server())
    print(
        f"{len(everything):,} stories, {len(chosen)} judged; {1000 * (after - before) / len(chosen):.1f} ms a refresh"
    )
    for name, order in (("by score", "-score"), ("as shown", "rank")):
        gain = same = 0.0
        for pk in chosen:
            links = RelatedLink.objects.filter(piece=pk).order_by(order, "pk")
            found = [grades[pk].get(target, 0) for target in links.values_list("target", flat=True)[:SHOWN]]
            gain += dcg(found) / dcg(sorted(grades[pk].values(), reverse=True)[:SHOWN])
            same += sum(grade >= SAME_SUBJECT for grade in found) / SHOWN
        print(f"{name}: nDCG@6 {gain / len(chosen):.3f}, same subject {same / len(chosen):.1%}")


def dcg(grades: list[int]) -> float:
    return sum((2**grade - 1) / log2(place + 2) for place, grade in enumerate(grades))


def imported(file: Path) -> dict[str, int]:
    """Primary keys of the stories by their ids."""
    with tempfile.NamedTemporaryFile(suffix=".jsonl") as records:
        for line in file.read_bytes().splitlines():
            records.write(orjson.dumps(record_of(orjson.loads(line))) + b"\n")
        records.flush()
        call_command("import_stories", records.name, stdout=io.StringIO())
    return dict(Piece.objects.exclude(origin_id="").values_list("origin_id", "pk"))


def record_of(story: dict) -> dict:
    names = {name.lower(): name for name in story["entities"]}
    html = "".join(f"<p>{escape(part)}</p>" for part in story["text"].split("\n") if part.strip())
    return {
        "format": "newsroom-story",
        "version": 1,
        "id": story["id"],
        "headline": story["title"],
        "slug": None,
        "standfirst": None,
        "language": "en",
        "published_at": f"{story['date']}T12:00:00Z",
        "byline": [],
        "credit": "",
        "topics": [{"name": name, "kind": None, "parent": None} for name in names.values()],
        "sections": [{"kind": "whats_happened", "heading": None, "html": html}],
        "sources": [],
        "timeline": [],
        "questions": [],
    }


def judged(file: Path, keys: dict[str, int]) -> dict[int, dict[int, int]]:
    """Grades by query and story, as primary keys."""
    grades: dict[int, dict[int, int]] = defaultdict(dict)
    for line in file.read_text().splitlines()[1:]:
        query, document, grade = line.split("\t")
        if query in keys and document in keys:
            grades[keys[query]][keys[document]] = int(grade)
    return grades


if __name__ == "__main__":
    main(*sys.argv[1:])
