"""Checks of the links of articles that live pieces cite: which are due, who looks, what was found.

What is to be looked at are rows with a lease, as wishes are: no lost queue and no dead worker loses a look.
"""

import logging
import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Exists, F, OuterRef

from newsroom.clock import now
from newsroom.door import DoorError

from .link_health import Finding, Reason, Standing, after, failed, host_to_ask, judge, next_look
from .link_hosts import BETWEEN, PATIENCE, HostBusy, Refused, Visitor
from .models import Article, LinkCheck, LinkHealth, LinkHost, LiveCitation
from .words import LinkState

log = logging.getLogger("newsroom.links")

LEASE = timedelta(minutes=5)
"""How long a look may take before another worker may begin it again; it takes at most some 90 seconds."""
KEPT = 30
"""Checks that are kept of each article."""
BATCH = 2_000

Wait = Callable[[float], None]


@dataclass(frozen=True)
class Claim:
    """A link that this worker looks at now."""

    health: int
    article: int
    url: str
    host: str
    holder: str


CITED = Exists(LiveCitation.objects.filter(article=OuterRef("article")))


def enrol() -> int:
    """Bring the list of links in step with what live pieces cite; how many rows changed.

    New articles come due at once, changed addresses begin anew, what no live piece cites any more rests.
    """
    changed = 0
    cited = Exists(LiveCitation.objects.filter(article=OuterRef("pk")))
    missing = Article.objects.exclude(canonical_url="").filter(cited, link_health__isnull=True)
    while rows := list(missing.order_by("pk").values_list("pk", "canonical_url")[:BATCH]):
        changed += _begin(rows)
    moved = LinkHealth.objects.exclude(url=F("article__canonical_url"))
    for health in moved.select_related("article")[:BATCH]:
        changed += _begin_anew(health)
    changed += LinkHealth.objects.filter(~CITED, due_at__isnull=False).update(due_at=None)
    changed += LinkHealth.objects.filter(CITED, due_at__isnull=True).exclude(host="").update(due_at=now())
    return changed


def enrol_article(article: Article) -> LinkHealth | None:
    """The row of one article, made or brought in step with its address; None for a print source."""
    if not article.canonical_url:
        LinkHealth.objects.filter(article=article).delete()
        return None
    health = LinkHealth.objects.filter(article=article).first()
    if health is None:
        _begin([(article.pk, article.canonical_url)])
    elif health.url != article.canonical_url:
        health.article = article
        _begin_anew(health)
    return LinkHealth.objects.get(article=article)


def _host_of(url: str) -> str:
    return host_to_ask(url, local=bool(settings.LINK_CHECKS_LOCAL))


def _begin(articles: list[tuple[int, str]]) -> int:
    moment = now()
    rows = [
        LinkHealth(
            article_id=pk, url=url, host=host, state=LinkState.UNKNOWN, since=moment,
            due_at=moment if host else None,
        )
        for pk, url in articles
        for host in [_host_of(url)]
    ]  # fmt: skip
    _know({row.host for row in rows})
    LinkHealth.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def _begin_anew(health: LinkHealth) -> int:
    """The article has another address by now: what is known of the former one says nothing of it."""
    url = health.article.canonical_url
    if not url:
        return health.delete()[0]
    host, moment = _host_of(url), now()
    _know({host})
    return LinkHealth.objects.filter(pk=health.pk).update(
        url=url, host=host, state=LinkState.UNKNOWN, since=moment, due_at=moment if host else None,
        failures=0, gone=0, gone_since=None, reached_at=None, checked_at=None, leased_by="", leased_until=None,
    )  # fmt: skip


def _know(hosts: set[str]) -> None:
    rows = [LinkHost(host=host, next_allowed_at=now()) for host in sorted(hosts - {""})]
    LinkHost.objects.bulk_create(rows, ignore_conflicts=True)


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


def look(claimed: Claim, *, visitor: Visitor) -> Finding | None:
    """Visit the address and say what was found; None where the host has no time for us now."""
    try:
        answer = visitor.fetch(claimed.url)
    except HostBusy:
        return None
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
    LinkCheck.objects.filter(pk__in=list(checks.values_list("pk", flat=True)[KEPT : KEPT + BATCH])).delete()
    return check


def give_back(claimed: Claim) -> None:
    """Leave the link to a later look, once its host has time again."""
    later = LinkHost.objects.filter(host=claimed.host).values_list("next_allowed_at", flat=True).first()
    changes: dict[str, Any] = {"leased_by": "", "leased_until": None, "due_at": later or now() + PATIENCE}
    LinkHealth.objects.filter(pk=claimed.health, leased_by=claimed.holder).update(**changes)


def check(claimed: Claim, *, visitor: Visitor) -> LinkCheck | None:
    """Look at a claimed link and keep what was found."""
    began = time.monotonic()
    finding = look(claimed, visitor=visitor)
    if finding is None:
        give_back(claimed)
        return None
    done = record(claimed, finding, seconds=time.monotonic() - began)
    log.info("checked article=%s host=%s outcome=%s", claimed.article, claimed.host, finding.outcome)
    return done


def check_due(*, holder: str, most: int, seconds: float, wait: Wait = time.sleep) -> int:
    """Look at links that are due, one after the other, at most so many and for so long; how many were looked at."""
    until = now() + timedelta(seconds=seconds)
    count = 0
    while count < most and now() < until:
        claimed = claim(holder=holder)
        if claimed is None:
            pause = until_next_turn()
            if pause is None or pause > BETWEEN.total_seconds():
                break
            wait(pause)
            continue
        count += 1
        check(claimed, visitor=Visitor(wait=wait, turn_taken=claimed.host))
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
