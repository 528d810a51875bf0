"""`make bench`: processor time of import, publishing, refreshing and every page, at two sizes.

Seconds depend on the machine; what to compare are the ratios: a page against a bare WSGI application that
returns the same bytes in the same run, and the larger size against the smaller. ``SIZES=1000,10000`` sets them.
"""

import io
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import django
import orjson

os.environ.setdefault("STATIC_COLLECTED", "0")
os.environ.setdefault("LOG_LEVEL", "WARNING")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

from tests.benchmarks.corpus import briefings  # noqa: E402
from tests.benchmarks.form import forms  # noqa: E402
from tests.benchmarks.serving import Client, database_server, processor_seconds, serving  # noqa: E402

REQUESTS = 300
WARM_UP = 30


def main() -> None:
    sizes = [int(size) for size in os.environ.get("SIZES", "200,2000").split(",")]
    call_command("migrate", verbosity=0)
    table: dict[str, list[str]] = {}
    before = 0
    for size in sizes:
        for name, value in {**writing(before, size), **reading(), **forms()}.items():
            table.setdefault(name, []).append(value)
        before = size
    heads = [f"{size:,} pieces" for size in sizes]
    print("| what | " + " | ".join(heads) + " |\n|---|" + "---|" * len(heads))
    for name, values in table.items():
        print(f"| {name} | " + " | ".join(values) + " |")


def writing(before: int, size: int) -> dict[str, str]:
    """Fill the database up to ``size`` stories; what import, one publishing and one refresh cost."""
    from django.contrib.auth.models import User

    from briefings.models import Piece, Section
    from briefings.relating import refresh_piece

    with tempfile.NamedTemporaryFile(suffix=".jsonl") as file:
        for number, record in enumerate(briefings(size)):
            if number >= before:
                file.write(orjson.dumps(record) + b"\n")
        file.flush()
        seconds, used = measured(lambda: call_command("import_stories", file.name, stdout=io.StringIO()))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    editor, _ = User.objects.get_or_create(username="bench", is_superuser=True)
    pieces = list(Piece.objects.filter(kind="story").live().order_by("?")[:40])

    def publish() -> None:
        for piece in pieces:
            section = Section.objects.filter(story=piece).first()
            assert section is not None
            section.html += "<p>And then some more.</p>"
            section.save()
            piece.publish(by=editor)

    _, published = measured(publish)
    _, refreshed = measured(lambda: [refresh_piece(piece.pk) for piece in pieces])
    added = size - before
    return {
        "import, a story": f"{1000 * seconds / added:.1f} ms wall, {1000 * used / added:.1f} ms processor",
        "publish one": f"{1000 * published / len(pieces):.1f} ms processor",
        "refresh one": f"{1000 * refreshed / len(pieces):.1f} ms processor",
    }


def measured(work: Callable[[], object]) -> tuple[float, float]:
    """(wall seconds, processor seconds with the database's) of some work in this process."""
    database = database_server()
    wall, own, its = time.perf_counter(), time.process_time(), processor_seconds(database)
    work()
    return (
        time.perf_counter() - wall,
        time.process_time() - own + processor_seconds(database) - its,
    )


def reading() -> dict[str, str]:
    """Processor time of each page per request, the database's included, and as a multiple of the bare bytes."""
    from briefings.models import Outlet, Piece
    from topics.models import Topic

    story = Piece.objects.filter(kind="story", live_questions__isnull=False).released().first()
    question = Piece.objects.filter(kind="question").released().first()
    topic = Topic.objects.get(name="Subject 1")
    outlet = Outlet.objects.get(name="Outlet 1")
    assert story is not None
    assert question is not None
    pages = {
        "home": "/",
        "story": story.get_absolute_url(),
        "question": question.get_absolute_url(),
        "topic (the most used)": topic.get_absolute_url(),
        "topics A to Z": "/topics/",
        "outlet (the most cited)": outlet.get_absolute_url(),
        "outlets": "/outlets/",
    }
    database = database_server()
    bodies: dict[str, bytes] = {}
    costs: dict[str, float] = {}
    with serving("newsroom.wsgi:application") as (port, server):
        for name, path in pages.items():
            costs[name], bodies[name] = cost_of(Client(port), path, [server, database])
    rows = {}
    with tempfile.TemporaryDirectory() as folder:
        for name, body in bodies.items():
            file = Path(folder) / "body"
            file.write_bytes(body)
            with serving("tests.benchmarks.bare:application", BENCH_BODY=str(file)) as (port, server):
                bare, _ = cost_of(Client(port), "/", [server])
            rows[name] = (
                f"{1000 * costs[name]:.1f} ms, {costs[name] / bare:.0f} × bare ({1000 * bare:.2f} ms)"
            )
    return rows


def cost_of(client: Client, path: str, processes: list) -> tuple[float, bytes]:
    """(processor seconds a request, the body)."""
    for _ in range(WARM_UP):
        body = client.get(path)
    before = sum(processor_seconds(process) for process in processes)
    for _ in range(REQUESTS):
        client.get(path)
    return (sum(processor_seconds(process) for process in processes) - before) / REQUESTS, body


if __name__ == "__main__":
    sys.exit(main())
