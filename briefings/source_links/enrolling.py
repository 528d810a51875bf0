"""Which links are looked at: those of articles that live pieces cite, kept in step by a pass over them."""

from django.conf import settings
from django.db.models import Exists, F, OuterRef

from newsroom.clock import now

from ..models import Article, LinkHealth, LinkHost, LiveCitation
from ..words import LinkState
from .health import host_to_ask

BATCH = 2_000

CITED = Exists(LiveCitation.objects.filter(article=OuterRef("article")))


def enrol() -> int:
    """Bring the list of links in step with what live pieces cite; how many rows changed.

    New articles come due at once, changed addresses begin anew, what no live piece cites any more rests.
    """
    changed = 0
    cited = Exists(LiveCitation.objects.filter(article=OuterRef("pk")))
    missing = Article.objects.exclude(canonical_url="").filter(cited, link_health__isnull=True)
    last = 0
    while rows := list(missing.filter(pk__gt=last).order_by("pk").values_list("pk", "canonical_url")[:BATCH]):
        changed += _begin(rows)
        last = rows[-1][0]
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
