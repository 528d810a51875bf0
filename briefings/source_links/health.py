"""What a look at a link means, and how the link stands after it. Pure; docs/link-checks.md says it for editors.

Nothing is dead after one failure, and nothing that refuses a machine is called a fault: a page behind a bot wall
may be read by people all the same.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from newsroom.canonical import canonical_url
from newsroom.outside_urls import host_asked

from ..words import LinkOutcome, LinkState


class Reason(StrEnum):
    """Why an outcome is what it is; the first are the door's own (newsroom/door/errors.py)."""

    NOT_ALLOWED = "not_allowed"
    NO_SUCH_HOST = "no_such_host"
    UNREACHABLE = "unreachable"
    TIMED_OUT = "timed_out"
    BAD_CERTIFICATE = "bad_certificate"
    BAD_ANSWER = "bad_answer"
    TOO_MANY_REDIRECTS = "too_many_redirects"
    ROBOTS = "robots"
    ROBOTS_UNREAD = "robots_unread"
    BOT_WALL = "bot_wall"
    STATUS = "status"
    SIGN_IN = "sign_in"
    FRONT_PAGE = "front_page"


@dataclass(frozen=True)
class Finding:
    """What one look found; ``sentence`` is for editors."""

    outcome: LinkOutcome
    reason: Reason
    sentence: str
    status: int | None = None
    final_url: str = ""


@dataclass(frozen=True)
class Standing:
    """How a link stands. ``failures`` are those in a row; ``gone`` how many of them found nothing there, the first
    of these at ``gone_since``; ``reached_at`` is when the page was last seen."""

    state: LinkState
    since: datetime
    failures: int = 0
    gone: int = 0
    gone_since: datetime | None = None
    reached_at: datetime | None = None


DEAD_AFTER = 3
DEAD_OVER = timedelta(days=7)
"""A link is dead once nothing was there at so many looks in a row, the first and the last so far apart."""

HEALTHY_AGAIN = timedelta(days=14)
UNVERIFIABLE_AGAIN = timedelta(days=30)
DEAD_AGAIN = timedelta(days=30)
FAILING_AGAIN = (timedelta(hours=6), timedelta(days=1), timedelta(days=2), timedelta(days=4))
"""Until the next look after the first, second, … failure; the last holds for all that follow but longer ones."""
FAILING_LONG = timedelta(days=14)
"""After LONG failures in a row, which only trouble can reach."""
LONG = 10
SPREAD = 0.1
"""Looks are moved by up to this part of the time, so that an import's articles do not all come due at once."""

# Statuses that say that we may not look, not that nothing is there. 451 is a court's word, 999 a network's.
REFUSALS = frozenset({401, 402, 403, 405, 406, 407, 418, 421, 423, 425, 426, 428, 429, 431, 451, 503, 999})

WALL_HEADERS = ("cf-mitigated", "x-datadome", "x-px-captcha", "x-iinfo", "x-amzn-waf-action")
WALL_SIGNS = (
    b"/cdn-cgi/challenge-platform/",
    b"<title>just a moment...</title>",
    b"captcha-delivery.com",
    b"px-captcha",
    b"_incapsula_resource",
    b"/_sec/cp_challenge/",
    b"awswafcookiedomainlist",
    b"<title>access denied</title>",
    b"<title>attention required! | cloudflare</title>",
)
"""What walls against machines put into the pages that they show in place of the article."""
WALL_PAGE = 32 * 1024
"""A wall's page is short. Articles load such scripts too: a longer page with status 200 is the article."""

SIGN_IN = re.compile(
    r"(?:^|/)(?:log-?in|sign-?in|sso|oauth2?|auth|account/login|consent|collectconsent|privacy-gate)(?:[./]|$)"
)
SIGN_IN_HOST = re.compile(r"^(?:login|signin|auth|sso|accounts?|consent|guce)\.")

RESERVED = frozenset({"example", "test", "invalid", "localhost", "local", "internal", "onion", "arpa"})
"""Top-level names that no public host has (RFC 2606, 6761, 6762, 7686)."""
RESERVED_SECOND = frozenset({"example.com", "example.net", "example.org"})


def host_to_ask(url: str, *, local: bool = False) -> str:
    """The host of an address in ASCII, empty where there is none that could be asked: names that are reserved, as
    the demo's are, or without a dot; ``local`` lets those be asked too."""
    host = host_asked(url)
    if local or not host or ":" in host:
        return host
    labels = host.split(".")
    if len(labels) < 2 or labels[-1] in RESERVED or ".".join(labels[-2:]) in RESERVED_SECOND:
        return ""
    return host


def judge(
    asked: str, *, final: str, hops: tuple[int, ...], status: int, headers: Mapping[str, str], body: bytes
) -> Finding:
    """What an answer means; ``asked`` and ``final`` are addresses, ``hops`` the statuses of the redirects between,
    ``headers`` by lower-case name, ``body`` the beginning of the page."""

    def found(outcome: LinkOutcome, reason: Reason, sentence: str) -> Finding:
        return Finding(outcome, reason, sentence, status, final if final != asked else "")

    if has_wall(status, headers, body):
        sentence = _("The site shows machines a test instead of the page (status %(status)s).")
        return found(LinkOutcome.UNVERIFIABLE, Reason.BOT_WALL, sentence % {"status": status})
    if status in REFUSALS:
        sentence = _("The site refuses to show the page to a machine (status %(status)s).")
        return found(LinkOutcome.UNVERIFIABLE, Reason.STATUS, sentence % {"status": status})
    if status in (404, 410):
        sentence = _("The site says that there is no such page (status %(status)s).")
        return found(LinkOutcome.GONE, Reason.STATUS, sentence % {"status": status})
    if not 200 <= status < 300:
        sentence = _("The site answers with an error (status %(status)s).")
        return found(LinkOutcome.TROUBLE, Reason.STATUS, sentence % {"status": status})
    if hops and leads_to_sign_in(asked, final):
        return found(
            LinkOutcome.UNVERIFIABLE,
            Reason.SIGN_IN,
            _("The address leads to a page where one signs in or consents; the article itself was not seen."),
        )
    if hops and leads_to_front_page(asked, final):
        return found(
            LinkOutcome.UNVERIFIABLE,
            Reason.FRONT_PAGE,
            _("The address leads to the site’s front page; the article itself may be gone."),
        )
    if hops and hops[0] in (301, 308) and _place(asked) != _place(final):
        return found(LinkOutcome.MOVED, Reason.STATUS, _("The page is there, at another address."))
    return found(LinkOutcome.REACHED, Reason.STATUS, _("The page is there."))


def failed(reason: Reason, sentence: str) -> Finding:
    """What a look means that brought no answer: the door's reason or that of robots.txt."""
    match reason:
        case Reason.NO_SUCH_HOST:
            return Finding(LinkOutcome.GONE, reason, sentence)
        case Reason.NOT_ALLOWED | Reason.ROBOTS | Reason.ROBOTS_UNREAD:
            return Finding(LinkOutcome.UNVERIFIABLE, reason, sentence)
    return Finding(LinkOutcome.TROUBLE, reason, sentence)


def has_wall(status: int, headers: Mapping[str, str], body: bytes) -> bool:
    """Whether the answer is a wall against machines and says nothing of the page behind it."""
    if headers.get("cf-mitigated") or (status >= 400 and any(name in headers for name in WALL_HEADERS)):
        return True
    if status < 400 and len(body) > WALL_PAGE:
        return False
    lower = body.lower()
    return any(sign in lower for sign in WALL_SIGNS)


def leads_to_sign_in(asked: str, final: str) -> bool:
    """Whether redirects ended at a sign-in or consent page that was not asked for."""
    before, after = urlsplit(asked), urlsplit(final)
    at_page = SIGN_IN.search(after.path.lower()) and not SIGN_IN.search(before.path.lower())
    at_host = SIGN_IN_HOST.search(after.netloc.lower()) and not SIGN_IN_HOST.search(before.netloc.lower())
    return bool(at_page or at_host)


def leads_to_front_page(asked: str, final: str) -> bool:
    """Whether redirects ended at a front page though a page below it was asked for: how many sites say “gone”."""
    before, after = urlsplit(asked), urlsplit(final)
    deep = before.path.strip("/") or before.query
    return bool(deep) and not after.path.strip("/") and not after.query


def _place(url: str) -> str:
    """The address without what sites tidy up as a matter of course: scheme, www, a slash at the end."""
    try:
        plain = canonical_url(url)
    except ValueError:
        plain = url
    return plain.partition("://")[2].removeprefix("www.").rstrip("/")


def after(standing: Standing, finding: Finding, *, at: datetime) -> Standing:
    """How the link stands after a look at the time ``at``."""

    def become(state: LinkState, **changes: object) -> Standing:
        since = standing.since if state == standing.state else at
        return replace(standing, state=state, since=since, **changes)  # type: ignore[arg-type]

    sound = {"failures": 0, "gone": 0, "gone_since": None}
    match finding.outcome:
        case LinkOutcome.REACHED:
            return become(LinkState.REACHABLE, reached_at=at, **sound)
        case LinkOutcome.MOVED:
            return become(LinkState.MOVED, reached_at=at, **sound)
        case LinkOutcome.UNVERIFIABLE:
            return become(LinkState.UNVERIFIABLE, **sound)
        case LinkOutcome.TROUBLE:
            # Trouble proves nothing: what was dead stays so, and the count towards death begins anew.
            state = LinkState.DEAD if standing.state == LinkState.DEAD else LinkState.FAILING
            return become(state, failures=standing.failures + 1, gone=0, gone_since=None)
    gone, gone_since = standing.gone + 1, standing.gone_since or at
    dead = standing.state == LinkState.DEAD or (gone >= DEAD_AFTER and at - gone_since >= DEAD_OVER)
    return become(
        LinkState.DEAD if dead else LinkState.FAILING,
        failures=standing.failures + 1,
        gone=gone,
        gone_since=gone_since,
    )


def next_look(standing: Standing, *, at: datetime, spread: float) -> datetime:
    """When to look again; ``spread``, between 0 and 1, moves it by up to SPREAD either way."""
    match standing.state:
        case LinkState.FAILING:
            place = min(standing.failures, len(FAILING_AGAIN)) - 1
            wait = FAILING_LONG if standing.failures >= LONG else FAILING_AGAIN[place]
        case LinkState.DEAD:
            wait = DEAD_AGAIN
        case LinkState.UNVERIFIABLE:
            wait = UNVERIFIABLE_AGAIN
        case _:
            wait = HEALTHY_AGAIN
    return at + wait * (1 + SPREAD * (2 * spread - 1))
