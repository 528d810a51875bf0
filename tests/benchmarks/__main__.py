"""`make bench`: processor time of import, publishing, refreshing and every page, at two sizes.

Seconds depend on the machine; what to compare are the ratios: a page against a bare WSGI application that
returns the same bytes in the same run, and the larger size against the smaller. ``SIZE=100000`` sets the larger one,
``SIZES=1000,10000`` both or more, ``FORM=0`` leaves out the form at the desk, which opens a browser.
"""

import io
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

import django
import orjson

FOLDER = tempfile.TemporaryDirectory()
# Style sheets in bundles under names that hold their hash, as production has them.
os.environ.update(STATIC_COLLECTED="1", STATIC_ROOT=FOLDER.name)
os.environ.setdefault("LOG_LEVEL", "WARNING")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from tests.benchmarks.corpus import briefings  # noqa: E402
from tests.benchmarks.form import forms  # noqa: E402
from tests.benchmarks.imported import make_all_known, tidy_up  # noqa: E402
from tests.benchmarks.serving import Client, database_server, processor_seconds, serving  # noqa: E402

TURNS = 9
REQUESTS = 15
BARE_REQUESTS = 100
WARM_UP = 30
PUBLISHED = 60

Figures = dict[str, tuple[float, str]]
"""Per row of the table: milliseconds of processor, and what else there is to say."""


def main() -> None:
    larger = os.environ.get("SIZE", "10000")
    sizes = [int(size) for size in os.environ.get("SIZES", f"1000,{larger}").split(",")]
    call_command("collectstatic", interactive=False, verbosity=0)
    call_command("migrate", verbosity=0)
    table: list[Figures] = []
    before = 0
    for size in sizes:
        print(f"{size:,} stories: writing, then reading", file=sys.stderr)
        table.append({**writing(before, size), **reading()})
        before = size
    heads = [f"{size:,} stories" for size in sizes] + (["growth"] if len(sizes) > 1 else [])
    print("| processor time | " + " | ".join(heads) + " |\n|---|" + "---|" * len(heads))
    for name in table[0]:
        cells = [f"{ms:.1f} ms{more}" for ms, more in (figures[name] for figures in table)]
        if len(sizes) > 1:
            cells.append(f"{table[-1][name][0] / table[0][name][0]:.2f}")
        print(f"| {name} | " + " | ".join(cells) + " |")
    if os.environ.get("FORM", "1") != "0":
        for name, told in forms().items():
            print(f"\n{name}: {told}")


def writing(before: int, size: int) -> Figures:
    """Fill the database up to ``size`` stories; what import, one publishing and one refresh cost."""
    from django.contrib.auth.models import User

    from briefings.models import Piece, Section
    from briefings.related.relating import refresh_piece

    with tempfile.NamedTemporaryFile(suffix=".jsonl") as file:
        for number, record in enumerate(briefings(size)):
            if number >= before:
                file.write(orjson.dumps(record) + b"\n")
        file.flush()
        seconds, *used = measured(lambda: call_command("import_stories", file.name, stdout=io.StringIO()))
    editor, _ = User.objects.get_or_create(username="bench", is_superuser=True)
    make_all_known()
    tidy_up()
    chosen = Piece.objects.filter(kind="story").live().order_by("?")
    pieces = list(chosen[: PUBLISHED + 5])
    for piece in pieces:
        refresh_piece(piece.pk)

    def publish(some: list[Piece]) -> None:
        for piece in some:
            section = Section.objects.filter(story=piece).first()
            assert section is not None
            section.html += "<p>And then some more.</p>"
            section.save()
            piece.publish(by=editor)

    publish(pieces[PUBLISHED:])
    pieces = pieces[:PUBLISHED]
    with CaptureQueriesContext(connection) as captured:
        publish(pieces[:1])
    _, *published = measured(lambda: publish(pieces))
    refresh_piece(pieces[0].pk)
    _, *refreshed = measured(lambda: [refresh_piece(piece.pk) for piece in pieces])
    tidy_up()
    added = size - before
    return {
        "import, a story": (1000 * sum(used) / added, f", {1000 * seconds / added:.1f} ms in all"),
        "save and publish one": (1000 * sum(published) / len(pieces), f", {len(captured)} queries"),
        "refresh the related links of one": (
            1000 * sum(refreshed) / len(pieces),
            f", {1000 * refreshed[0] / len(pieces):.1f} ms of it the worker's",
        ),
    }


def measured(work: Callable[[], object]) -> tuple[float, float, float]:
    """(wall seconds, processor seconds, the database's processor seconds) of some work in this process."""
    database = database_server()
    wall, own, its = time.perf_counter(), time.process_time(), processor_seconds(database)
    work()
    return (
        time.perf_counter() - wall,
        time.process_time() - own,
        processor_seconds(database) - its,
    )


def reading() -> Figures:
    """Processor time of each page per request, the database's included, and as a multiple of the bare bytes.

    Both servers run, and are asked in turns, some requests of one and then some of the other, so that what else the
    machine does meanwhile slows both. What stands in the table are medians over these turns.
    """
    database = database_server()
    rows: Figures = {}
    asked = pages()
    with tempfile.TemporaryDirectory() as folder, serving("newsroom.wsgi:application") as (port, server):
        for number, (path, headers) in enumerate(asked.values()):
            site = Client(port)
            for _ in range(WARM_UP):
                body = site.get(path, headers)
            (Path(folder) / str(number)).write_bytes(body)
        with serving("tests.benchmarks.bare:application", BENCH_BODIES=folder) as (bare_port, bare_server):
            for number, (name, (path, headers)) in enumerate(asked.items()):
                turns = [
                    (
                        cost_of(bare_port, f"/{number}", {}, [bare_server], BARE_REQUESTS),
                        cost_of(port, path, headers, [server, database], REQUESTS),
                    )
                    for _ in range(1 + TURNS)
                ][1:]  # the first one warms up
                bare, cost = (median(column) for column in zip(*turns, strict=True))
                times = median([page / plain for plain, page in turns])
                rows[name] = (1000 * cost, f", {times:.1f} × bare ({1000 * bare:.2f} ms)")
    return rows


AS_A_BROWSER = {"Accept-Encoding": "gzip, deflate, br"}


def pages() -> dict[str, tuple[str, dict[str, str]]]:
    """The address of a page of each kind, the heaviest of its kind where there is one, and headers to ask with."""
    from briefings.models import Outlet, Piece
    from briefings.related.relating import refresh_piece
    from topics.models import Topic

    # In the middle of the pile, where a story has neighbours on either side.
    stories = Piece.objects.filter(kind="story", live_questions__isnull=False).live().order_by("pk")
    story = stories[stories.count() // 2]
    question = Piece.objects.filter(kind="question").released()[0]
    rare = Topic.objects.get(name="Subject 40")
    for piece in (story, question):  # or their pages would show no related links
        refresh_piece(piece.pk)
    addresses = {
        "front page": "/",
        "story": story.get_absolute_url(),
        "its changes": f"{story.get_absolute_url()}changes/",
        "common question": question.get_absolute_url(),
        "the topic used most": Topic.objects.get(name="Subject 1").get_absolute_url(),
        "a topic seldom used": rare.get_absolute_url(),
        "topics A to Z": "/topics/",
        "the outlet cited most": Outlet.objects.get(name="Outlet 1").get_absolute_url(),
        "outlets": "/outlets/",
        "search for a common word": "/search/?q=baco",
        "feed": "/feed.xml",
    }
    return {
        **{name: (path, {}) for name, path in addresses.items()},
        "story, compressed": (addresses["story"], AS_A_BROWSER),
    }


def cost_of(port: int, path: str, headers: dict[str, str], processes: list[Any], requests: int) -> float:
    """Processor seconds of the processes for a request, over one connection."""
    client = Client(port)
    before = sum(processor_seconds(process) for process in processes)
    for _ in range(requests):
        client.get(path, headers)
    return (sum(processor_seconds(process) for process in processes) - before) / requests


if __name__ == "__main__":
    sys.exit(main())
