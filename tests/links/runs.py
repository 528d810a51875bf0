"""Runs of the link checks at a time of one's own: drafts that cite addresses, and how a link stands after it."""

from datetime import datetime, timedelta

from briefings.models import LinkHealth, Piece
from briefings.source_links.checking import check_due
from briefings.source_links.enrolling import enrol
from newsroom import clock
from tests.building import make_story, moment

NOON = moment("2026-05-01T12:00")


def citing(*urls: str, headline: str = "A story") -> Piece:
    """A draft that cites these addresses."""
    sources = [{"key": f"s{n}", "url": url} for n, url in enumerate(urls)]
    markers = "".join(f"[^s{n}]" for n in range(len(urls)))
    return make_story(headline, sections=[f"<p>A bridge was opened.{markers}</p>"], sources=sources)


def health(url: str) -> LinkHealth:
    return LinkHealth.objects.get(url=url)


def run(at: datetime = NOON, most: int = 50) -> tuple[int, list[float]]:
    """Check what is due at a time, which waiting moves on; how many links, and each wait in seconds."""
    waits: list[float] = []
    moments = [at]

    def wait(seconds: float) -> None:
        waits.append(round(seconds, 3))
        moments[0] += timedelta(seconds=seconds)
        later.append(clock.at(moments[0]))
        later[-1].__enter__()

    later = [clock.at(at)]
    later[0].__enter__()
    try:
        enrol()
        return check_due(holder="test", most=most, seconds=600, wait=wait), waits
    finally:
        for setting in reversed(later):
            setting.__exit__(None, None, None)
