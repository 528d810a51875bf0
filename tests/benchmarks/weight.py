"""How heavy pages are: HTML and the style sheets that hold up their first view, compressed as they are sent.

`python -m newsroom.embedded with python -m tests.benchmarks.weight FILE…` imports files of stories and asks for every
page of every piece, topic and outlet, and for those of lists. What is to hold: 14,600 bytes, one initial TCP window,
for 99 of 100 pages, and 30,000 for any.
"""

import io
import os
import re
import sys
import tempfile
from collections import defaultdict
from functools import lru_cache
from pathlib import Path

import django

FOLDER = tempfile.TemporaryDirectory()
os.environ.update(STATIC_COLLECTED="1", STATIC_ROOT=FOLDER.name)
os.environ.setdefault("LOG_LEVEL", "WARNING")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
django.setup()

import brotli  # noqa: E402
from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.test import Client  # noqa: E402

WINDOW, MOST = 14_600, 30_000
STYLESHEET = re.compile(r'<link rel="stylesheet" href="([^"]+)"(?! media="print")')


def main() -> None:
    call_command("collectstatic", interactive=False, verbosity=0)
    call_command("migrate", verbosity=0)
    for file in sys.argv[1:]:
        call_command("import_stories", file, stdout=io.StringIO())
    client = Client(headers={"accept-encoding": "gzip, br", "host": "localhost"})
    weights: dict[str, list[tuple[int, int, str]]] = defaultdict(list)
    for kind, path in addresses():
        weights[kind].append((*weight_of(client, path), path))
    everything = [line for lines in weights.values() for line in lines]
    print(
        "| page | pages | middle | 99 of 100 | heaviest | of it styles | above 14,600 |\n" + "|---" * 7 + "|"
    )
    for kind, lines in [*weights.items(), ("all", everything)]:
        lines.sort()
        total, styles, path = lines[-1]
        above = sum(one[0] > WINDOW for one in lines)
        middle, most = lines[len(lines) // 2][0], lines[len(lines) * 99 // 100][0]
        print(
            f"| {kind} | {len(lines):,} | {middle:,} | {most:,} | {total:,} ({path}) | {styles:,} | {above} |"
        )
    if everything[-1][0] > MOST:
        sys.exit(f"A page weighs more than {MOST:,} bytes.")
    if everything[len(everything) * 99 // 100][0] > WINDOW:
        sys.exit(f"More than one page of a hundred weighs more than {WINDOW:,} bytes.")


def addresses() -> list[tuple[str, str]]:
    """(kind of page, path) of what readers can ask for."""
    from briefings.models import Outlet, Piece
    from topics.models import Topic

    lists = [
        "/",
        "/questions/",
        "/topics/",
        "/outlets/",
        "/archive/",
        "/corrections/",
        "/search/?q=government",
    ]
    topics = Topic.objects.filter(live_filings__isnull=False).distinct()
    outlets = Outlet.objects.filter(live_citations__isnull=False).distinct()
    return [
        *(("list", path) for path in lists),
        *((str(piece.kind), piece.get_absolute_url()) for piece in Piece.objects.live().order_by("pk")),
        *(("topic", topic.get_absolute_url()) for topic in topics),
        *(("outlet", outlet.get_absolute_url()) for outlet in outlets),
    ]


def weight_of(client: Client, path: str) -> tuple[int, int]:
    """(bytes of the page with its style sheets, those of the style sheets alone)."""
    response = client.get(path)
    if response.status_code != 200:
        raise RuntimeError(f"{path} answered {response.status_code}")
    html = brotli.decompress(response.content)
    styles = sum(sheet(href) for href in STYLESHEET.findall(html.decode()))
    return len(response.content) + styles, styles


@lru_cache
def sheet(href: str) -> int:
    """Bytes of a style sheet as whitenoise keeps it for browsers."""
    path = Path(settings.STATIC_ROOT) / href.removeprefix(settings.STATIC_URL)
    return path.with_name(f"{path.name}.br").stat().st_size


if __name__ == "__main__":
    main()
