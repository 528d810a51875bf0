"""`make screenshots`: each page kind, with the demo's week, into docs/screenshots/, at three widths, light and dark."""

import io
import os
from pathlib import Path

import django

os.environ.setdefault("STATIC_COLLECTED", "0")
os.environ.setdefault("LOG_LEVEL", "WARNING")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
django.setup()

from django.core.management import call_command  # noqa: E402
from PIL import Image  # noqa: E402

from briefings.models import Outlet, Person, Piece  # noqa: E402
from newsroom.embedded.browser import MISSING, find_browser  # noqa: E402
from tests.benchmarks.serving import serving  # noqa: E402
from tests.browsers import chromium  # noqa: E402
from topics.models import Topic  # noqa: E402

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "screenshots"
WIDTHS = (360, 768, 1280)
SCHEMES = ("light", "dark")
HEIGHT = 1000  # what stands above the fold and a little below; whole pages would weigh megabytes
COLOURS = 48  # with 24 the green dates of dark pages turn grey


def main() -> None:
    program = find_browser()
    if program is None:
        raise SystemExit(MISSING)
    call_command("migrate", verbosity=0)
    call_command("first_run", stdout=io.StringIO())
    call_command("refresh_related", stdout=io.StringIO())
    FOLDER.mkdir(parents=True, exist_ok=True)
    paths = pages()  # before Playwright's event loop, beside which Django refuses to ask its database
    with serving("newsroom.wsgi:application") as (port, _), chromium(program) as browser:
        for width in WIDTHS:
            for scheme in SCHEMES:
                context = browser.new_context(
                    viewport={"width": width, "height": HEIGHT}, color_scheme=scheme, reduced_motion="reduce"
                )
                page = context.new_page()
                for name, path in paths.items():
                    page.goto(f"http://localhost:{port}{path}")
                    page.evaluate("document.fonts.ready")
                    if (
                        name == "sources" and width < 1024
                    ):  # where sources stand in the margin, none is to be opened
                        page.locator(".cite button").nth(1).click()
                    keep(page.screenshot(), FOLDER / f"{name}-{width}-{scheme}.webp")
                context.close()


def pages() -> dict[str, str]:
    """One of each kind, the richest there is."""
    stories = Piece.objects.filter(kind="story").live()
    story = max(stories.select_related("live_edition"), key=lambda piece: piece.live_edition.source_count)
    question = Piece.objects.filter(kind="question").released().first()
    outlet = Outlet.objects.filter(live_citations__isnull=False).first()
    person = Person.objects.filter(live_bylines__isnull=False).first()
    topic = Topic.objects.filter(filings__content_object=story).first()
    found = {"story": story, "question": question, "topic": topic, "outlet": outlet, "person": person}
    address = story.get_absolute_url()
    return {
        "home": "/",
        **{name: one.get_absolute_url() for name, one in found.items() if one is not None},
        "sources": f"{address}#whats-happened",
        "papers": f"{address}#papers-say",
        "timeline": f"{address}#how-we-got-here",
        "end": f"{address}#sources",
        "changes": f"{address}changes/",
        "edition": f"{address}changes/1/",
        "difference": f"{address}changes/1..2/",
        "questions": "/questions/",
        "topics": "/topics/",
        "outlets": "/outlets/",
        "archive": "/archive/",
        "corrections": "/corrections/",
        "search": "/search/?q=strike",
        "about": "/about/",
        "nothing": "/nothing/",
    }


def keep(png: bytes, file: Path) -> None:
    """Store a screenshot in few colours: type on paper needs no more."""
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    few = picture.quantize(COLOURS, dither=Image.Dither.NONE).convert("RGB")
    few.save(file, lossless=True, method=6)


if __name__ == "__main__":
    main()
