"""Checks of the links of articles that live pieces cite: which are due, who looks, what was found.

What is to be looked at are rows with a lease, as wishes are: no lost queue and no dead worker loses a look.
"""

import logging
import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Exists, OuterRef

from newsroom.clock import now
from newsroom.door import DoorError

from ..models import LinkCheck, LinkHealth, LinkHost, LiveCitation
from ..words import LinkState
from .health import Finding, Reason, Standing, after, failed, judge, next_look
from .hosts import BETWEEN, HostBusy, Refused, Visitor

log = logging.getLogger("newsroom.links")

LEASE = timedelta(minutes=5)
"""How long a look may take before another worker may begin it again. The longest that the bounds allow takes
nearly as long: 20 s for the page, with six hosts on its way; 10 s for the robots.txt of each, which may lead on five
times; and up to 5 s for each of these 42 turns; 290 s in all."""
LATER = timedelta(minutes=1)
"""How long a link waits at least that could not be looked at because a host was busy."""
AFTER_THE_UNFORESEEN = timedelta(hours=6)
"""How long a link waits whose look ended in what nobody foresaw."""
KEPT = 30
"""Checks that are kept of each article."""

Wait = Callable[[float], None]


@dataclass(frozen=True)
class Claim:
    """A link that this worker looks at now."""

    health: int
    article: int
    url: str
    host: str
    holder: str


FREE = "(h.leased_until IS NULL OR h.leased_until < %(now)s)"
CLAIM = f"""
WITH free AS (
    SELECT o.id, d.id AS due FROM briefings_linkhost o CROSS JOIN LATERAL (
        SELECT h.id FROM briefings_linkhealth h WHERE h.host = o.host AND h.due_at <= %(now)s AND {FREE}
        ORDER BY h.due_at LIMIT 1) d
    WHERE o.next_allowed_at <= %(now)s ORDER BY o.next_allowed_at LIMIT 1 FOR UPDATE OF o SKIP LOCKED
), turn AS (
    UPDATE briefings_linkhost o SET next_allowed_at = %(now)s::timestamptz + %(between)s
    FROM free WHERE o.id = free.id
)
UPDATE briefings_linkhealth h SET leased_by = %(holder)s, leased_until = %(now)s::timestamptz + %(lease)s
FROM free WHERE h.id = free.due AND {FREE}
RETURNING h.id, h.article_id, h.url, h.host
"""
"""The longest waiting link of the host that was left alone the longest, with a turn at that host."""
CLAIM_ARTICLE = f"""
UPDATE briefings_linkhealth h SET leased_by = %(holder)s, leased_until = %(now)s::timestamptz + %(lease)s
WHERE h.article_id = %(article)s AND h.host <> '' AND ({FREE} OR h.leased_by = %(holder)s)
RETURNING h.id, h.article_id, h.url, h.host
"""


def claim(*, holder: str) -> Claim | None:
    """Take the next link that is due at a host whose turn it is; None where there is none now."""
    values: dict[str, Any] = {"now": now(), "between": BETWEEN, "lease": LEASE, "holder": holder}
    return _claimed(CLAIM, values)


def claim_article(article_id: int, *, holder: str) -> Claim | None:
    """Take the link of this article, due or not; None where another looks at it, or nobody could.

    A holder takes up its own link again, as a task does that comes a second time because its worker died.
    """
    values = {"holder": holder, "lease": LEASE, "article": article_id, "now": now()}
    return _claimed(CLAIM_ARTICLE, values)


def _claimed(statement: str, values: dict[str, Any]) -> Claim | None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        row = cursor.fetchone()
    if row is None:
        return None
    health, article, url, host = row
    return Claim(health, article, url, host, values["holder"])


def look(claimed: Claim, *, visitor: Visitor) -> Finding:
    """Visit the address and say what was found. Raises HostBusy where a host on the way has no time for us now."""
    try:
        answer = visitor.fetch(claimed.url)
    except Refused as refusal:
        return failed(refusal.reason, str(refusal))
    except DoorError as error:
        return failed(Reason(error.reason), str(error))
    return judge(
        claimed.url, final=answer.url, hops=answer.hops, status=answer.status,
        headers=answer.headers, body=answer.body,
    )  # fmt: skip


@transaction.atomic
def record(claimed: Claim, finding: Finding, *, seconds: float) -> LinkCheck | None:
    """Keep what was found, and when to look again; None where the link is no longer this worker's, or another."""
    held = {"pk": claimed.health, "leased_by": claimed.holder, "url": claimed.url}
    health = LinkHealth.objects.select_for_update().filter(**held).first()
    if health is None:
        return None
    moment = now()
    before = Standing(
        LinkState(health.state),
        health.since,
        health.failures,
        health.gone,
        health.gone_since,
        health.reached_at,
    )
    standing = after(before, finding, at=moment)
    for name in ("state", "since", "failures", "gone", "gone_since", "reached_at"):
        setattr(health, name, getattr(standing, name))
    is_cited = LiveCitation.objects.filter(article=health.article_id).exists()
    health.checked_at = moment
    # Not of the kind that guards secrets: it spreads an import's links over the days.
    health.due_at = next_look(standing, at=moment, spread=random.random()) if is_cited else None
    health.leased_by, health.leased_until = "", None
    health.save()
    check = LinkCheck.objects.create(
        article_id=health.article_id, checked_at=moment, outcome=finding.outcome, reason=finding.reason,
        status=finding.status, final_url=finding.final_url, sentence=finding.sentence,
        milliseconds=round(seconds * 1000),
    )  # fmt: skip
    checks = LinkCheck.objects.filter(article=health.article_id).order_by("-pk")
    LinkCheck.objects.filter(pk__in=list(checks.values_list("pk", flat=True)[KEPT : KEPT + 100])).delete()
    return check


def give_back(claimed: Claim, *, until: datetime) -> None:
    """Leave the link to a look at that time or later, by whomever."""
    changes: dict[str, Any] = {"leased_by": "", "leased_until": None, "due_at": until}
    LinkHealth.objects.filter(pk=claimed.health, leased_by=claimed.holder).update(**changes)


def _free_again(host: str) -> datetime:
    """When a host that was busy, the link's own or one that it leads to, has time again."""
    free = LinkHost.objects.filter(host=host).values_list("next_allowed_at", flat=True).first()
    return max(filter(None, (free, now() + LATER)))


def check(claimed: Claim, *, visitor: Visitor) -> LinkCheck | None:
    """Look at a claimed link and keep what was found. What nobody foresaw passes through, and the link is put off."""
    began = time.monotonic()
    try:
        finding = look(claimed, visitor=visitor)
        done = record(claimed, finding, seconds=time.monotonic() - began)
    except HostBusy as busy:
        give_back(claimed, until=_free_again(busy.host))
        return None
    except Exception:
        give_back(claimed, until=now() + AFTER_THE_UNFORESEEN)
        raise
    log.info("checked article=%s host=%s outcome=%s", claimed.article, claimed.host, finding.outcome)
    return done


def check_due(*, holder: str, most: int, seconds: float, wait: Wait = time.sleep) -> int:
    """Look at links that are due, one after the other, at most so many and for so long; how many were looked at.

    What nobody foresaw at one link is logged, and raised once the others had their turn.
    """
    until = now() + timedelta(seconds=seconds)
    count = 0
    unforeseen: Exception | None = None
    while count < most and now() < until:
        claimed = claim(holder=holder)
        if claimed is None:
            pause = until_next_turn()
            if pause is None or pause > BETWEEN.total_seconds():
                break
            wait(pause)
            continue
        count += 1
        try:
            check(claimed, visitor=Visitor(wait=wait, turn_taken=claimed.host))
        except Exception as error:
            log.exception("unforeseen article=%s host=%s", claimed.article, claimed.host)
            unforeseen = unforeseen or error
    if unforeseen is not None:
        raise unforeseen
    return count


def until_next_turn() -> float | None:
    """Seconds until a host with a link that is due may be asked again, None where nothing is due."""
    moment = now()
    due = LinkHealth.objects.filter(host=OuterRef("host"), due_at__lte=moment).exclude(
        leased_until__gte=moment
    )
    free = LinkHost.objects.filter(Exists(due)).order_by("next_allowed_at")
    at = free.values_list("next_allowed_at", flat=True).first()
    return None if at is None else max((at - moment).total_seconds(), 0.01)


def check_article(article_id: int, *, holder: str, wait: Wait = time.sleep) -> LinkCheck | None:
    """Look at the link of this article now, due or not."""
    claimed = claim_article(article_id, holder=holder)
    return None if claimed is None else check(claimed, visitor=Visitor(wait=wait))
