"""How heavy pages are: HTML and the style sheets that hold up their first view, compressed as they are sent.

`python -m newsroom.embedded with python -m tests.benchmarks.weight FILE…` imports files of stories, relates them and
asks for every page of every piece, topic and outlet, and for those of lists. What is to hold: 14,600 bytes, one initial
TCP window, for 99 of 100 pages, and 30,000 for any; and the whole first view, images aside, within 30,000 for any
without the font and within 90,000 with it.
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

from tests.benchmarks.imported import make_all_known, tidy_up  # noqa: E402

WINDOW, MOST = 14_600, 30_000
VIEW, VIEW_WITH_FONT = 30_000, 90_000
STYLESHEET = re.compile(r'<link rel="stylesheet" href="([^"]+)"(?! media="print")')
LATER = re.compile(r'<link rel="stylesheet" href="([^"]+)" media="print"|<script type="module" src="([^"]+)"')
"""What a first view asks for besides and does not wait for. Scripts of ours import nothing."""
FONT = re.compile(r'<link rel="preload" href="([^"]+)" as="font"')


def main() -> None:
    call_command("collectstatic", interactive=False, verbosity=0)
    call_command("migrate", verbosity=0)
    for file in sys.argv[1:]:
        call_command("import_stories", file, stdout=io.StringIO())
    make_all_known()
    tidy_up()
    call_command("refresh_related", stdout=io.StringIO())
    client = Client(headers={"accept-encoding": "gzip, br", "host": "localhost"})
    weights: dict[str, list[tuple[int, int, int, int, str]]] = defaultdict(list)
    for kind, path in addresses():
        weights[kind].append((*weight_of(client, path), path))
    everything = [line for lines in weights.values() for line in lines]
    print(
        "| page | pages | middle | 99 of 100 | heaviest | of it styles | above 14,600 | first view | with font |\n"
        + "|---" * 9
        + "|"
    )
    for kind, lines in [*weights.items(), ("all", everything)]:
        lines.sort()
        total, styles, _view, _with_font, path = lines[-1]
        view, with_font = max(one[2] for one in lines), max(one[3] for one in lines)
        above = sum(one[0] > WINDOW for one in lines)
        middle, most = lines[len(lines) // 2][0], lines[len(lines) * 99 // 100][0]
        print(
            f"| {kind} | {len(lines):,} | {middle:,} | {most:,} | {total:,} ({path}) | {styles:,} | {above} "
            f"| {view:,} | {with_font:,} |"
        )
    if max(one[2] for one in everything) > VIEW or max(one[3] for one in everything) > VIEW_WITH_FONT:
        sys.exit(f"A first view weighs more than {VIEW:,} bytes, or {VIEW_WITH_FONT:,} with the font.")
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


def weight_of(client: Client, path: str) -> tuple[int, int, int, int]:
    """Bytes: the page with its style sheets, those alone, the first view without the font and with it."""
    response = client.get(path)
    if response.status_code != 200:
        raise RuntimeError(f"{path} answered {response.status_code}")
    html = brotli.decompress(response.content).decode()
    styles = sum(weight(href) for href in STYLESHEET.findall(html))
    page = len(response.content) + styles
    view = page + sum(weight(sheet or script) for sheet, script in LATER.findall(html))
    return page, styles, view, view + sum(weight(href) for href in FONT.findall(html))


@lru_cache
def weight(href: str) -> int:
    """Bytes of a static file as whitenoise sends it to browsers: compressed, where that helps."""
    path = Path(settings.STATIC_ROOT) / href.removeprefix(settings.STATIC_URL)
    packed = path.with_name(f"{path.name}.br")
    return (packed if packed.exists() else path).stat().st_size


if __name__ == "__main__":
    main()
