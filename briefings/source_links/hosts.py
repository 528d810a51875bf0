"""Manners towards the hosts that are asked: one request a second across all workers, and their robots.txt.

Turns are taken at a row of the database, not in Valkey: a queue that forgets everything makes nobody hurry.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from email.utils import parsedate_to_datetime
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from newsroom import door, robots
from newsroom.clock import now
from newsroom.outside_urls import target_of

from ..house import current
from ..models import LinkHost
from .health import Reason

BETWEEN = timedelta(seconds=1)
"""From one request to a host to the next."""
PATIENCE = timedelta(seconds=5)
"""How long a worker waits for its turn at a host before it does something else."""
ROBOTS_KEPT = timedelta(days=1)
ROBOTS_TRIED_AGAIN = timedelta(hours=6)
QUIET = timedelta(minutes=10)
QUIET_MOST = timedelta(days=1)
"""How long a host that says “too many requests” is left alone where it names no time, and at most."""

AGENT = "Newsroom-LinkCheck"
"""The product token that a robots.txt names."""
ROBOTS_LIMITS = door.Limits(seconds=10, body_bytes=512 * 1024, wire_bytes=1024 * 1024)


class HostBusy(Exception):
    """The next turn at ``host`` is too far away to be waited for."""

    def __init__(self, host: str) -> None:
        super().__init__(host)
        self.host = host


class Refused(Exception):
    """The site's robots.txt does not let us look; ``str()`` is a sentence for editors."""

    def __init__(self, reason: Reason, sentence: str) -> None:
        super().__init__(sentence)
        self.reason = reason


def user_agent() -> str:
    """Who visits, and where to complain: the site and, where there is one, the house's address for readers."""
    told = [f"+{settings.SITE_URL}", current().contact]
    return f"{AGENT}/1.0 ({'; '.join(filter(None, told))})"


def local_servers() -> frozenset[tuple[str, int]]:
    """``LINK_CHECKS_LOCAL`` as (address, port): servers of one's own, for tests and for trying out."""
    ends = (entry.rpartition(":") for entry in settings.LINK_CHECKS_LOCAL)
    return frozenset((host.strip("[]"), int(port)) for host, _colon, port in ends)


@dataclass
class Visitor:
    """Asks hosts for pages, with manners. ``turn_taken`` names a host whose next turn is taken already."""

    wait: Callable[[float], None] = time.sleep  # the pace itself: nothing is polled
    turn_taken: str = ""

    def fetch(self, url: str) -> door.Answer:
        """The page. Raises door.DoorError, Refused, HostBusy."""
        return self._fetch(url, door.Limits(), self.before_page)

    def before_page(self, url: str) -> None:
        """Read the robots.txt of the host where need be, keep to it, and take a turn."""
        target = target_of(url)
        if not robots.may_fetch(self.rules_of(url), target.path.decode()):
            sentence = _("The robots.txt of “%(host)s” asks machines to leave this page alone.")
            raise Refused(Reason.ROBOTS, sentence % {"host": target.host})
        self.take_turn(target.host)

    def take_turn(self, host: str) -> None:
        """Wait until it is our turn at the host. Raises HostBusy."""
        if self.turn_taken == host:
            self.turn_taken = ""
            return
        moment = now()
        values: dict[str, Any] = {"host": host, "now": moment, "between": BETWEEN, "patience": PATIENCE}
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO briefings_linkhost AS known (host, next_allowed_at, robots, robots_rules)"
                " VALUES (%(host)s, %(now)s::timestamptz + %(between)s, 'unknown', '[]') ON CONFLICT (host)"
                " DO UPDATE SET next_allowed_at = greatest(known.next_allowed_at, %(now)s) + %(between)s"
                " WHERE known.next_allowed_at <= %(now)s::timestamptz + %(patience)s"
                " RETURNING next_allowed_at - %(between)s",
                values,
            )
            row = cursor.fetchone()
        if row is None:
            raise HostBusy(host)
        if (pause := (row[0] - moment).total_seconds()) > 0:
            self.wait(pause)

    def rules_of(self, url: str) -> robots.Rules:
        """What the host's robots.txt says of us, asked for once a day. Raises Refused where it cannot be read, and
        whatever a visit raises: who cannot be reached for it cannot be reached for a page."""
        target = target_of(url)
        row = LinkHost.objects.filter(host=target.host).first()
        if row is None or row.robots_until is None or row.robots_until <= now():
            row = self._read_robots(
                f"{target.scheme}://{target.host_header.decode()}/robots.txt", target.host
            )
        if row.robots == LinkHost.Robots.UNREAD:
            sentence = _(
                "The robots.txt of “%(host)s” cannot be read, so that nobody knows whether we may look."
            )
            raise Refused(Reason.ROBOTS_UNREAD, sentence % {"host": target.host})
        return [(allowed, pattern) for allowed, pattern in row.robots_rules]

    def _read_robots(self, url: str, host: str) -> LinkHost:
        rules: robots.Rules = []
        state, kept = LinkHost.Robots.READ, ROBOTS_KEPT
        try:
            answer = self._fetch(url, ROBOTS_LIMITS, lambda hop: self.take_turn(target_of(hop).host))
        except (door.BadAnswer, door.NotAllowed):
            state, kept = LinkHost.Robots.UNREAD, ROBOTS_TRIED_AGAIN
        except door.TooManyRedirects:
            pass  # as if there were no such file (RFC 9309, 2.3.1.2)
        else:
            if answer.status == 429 or answer.status >= 500:
                state, kept = LinkHost.Robots.UNREAD, ROBOTS_TRIED_AGAIN
            elif answer.status == 200:
                rules = robots.rules_for(answer.body.decode(errors="replace"), AGENT)
        moment = now()
        known = {"robots": state, "robots_rules": rules, "robots_until": moment + kept}
        row, _made = LinkHost.objects.update_or_create(
            host=host, defaults=known, create_defaults={**known, "next_allowed_at": moment + BETWEEN}
        )
        return row

    def _fetch(self, url: str, limits: door.Limits, before_each: Callable[[str], None]) -> door.Answer:
        answer = door.fetch(
            url, user_agent=user_agent(), limits=limits, before_each=before_each, local=local_servers()
        )
        if answer.status in (429, 503):
            leave_alone(target_of(answer.url).host, answer.headers.get("retry-after", ""))
        return answer


def leave_alone(host: str, retry_after: str) -> None:
    """Ask nothing of the host for as long as it says, in seconds or as a date of HTTP."""
    moment = now()
    until = moment + QUIET
    if retry_after.strip().isascii() and retry_after.strip().isdecimal():
        until = moment + timedelta(seconds=min(int(retry_after.strip()[:9]), QUIET_MOST.total_seconds()))
    elif retry_after:
        try:
            named = parsedate_to_datetime(retry_after)
            until = named if named.tzinfo else until
        except (ValueError, OverflowError):
            pass  # neither: our own time holds
    until = min(max(until, moment + BETWEEN), moment + QUIET_MOST)
    LinkHost.objects.filter(host=host, next_allowed_at__lt=until).update(next_allowed_at=until)
