"""The links of articles: how they stand, every check of them, and the hosts that are asked.

None has rights of its own: whoever may see an article may see how its link stands.
"""

from django.contrib.postgres.indexes import HashIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ..words import LinkOutcome, LinkState
from .sources import Article

FAULTS_NOTICED = 2
"""Failures in a row from which on the desk speaks of a failing link: a first one may be ours as well as theirs."""


def at_fault(path: str = "") -> Q:
    """The condition that the link at the end of ``path`` (such as ``link_health__``) is dead, or fails again and
    again."""
    failing = Q(**{f"{path}state": LinkState.FAILING, f"{path}failures__gte": FAULTS_NOTICED})
    return Q(**{f"{path}state": LinkState.DEAD}) | failing


class LinkHealth(models.Model):
    """How an article's link stands, and when a worker looks at it next.

    A row of its own and no columns of the article: a form that saves an article loaded earlier cannot undo what a
    worker found meanwhile. ``url`` is the canonical address that the standing is about.
    """

    article = models.OneToOneField(Article, on_delete=models.CASCADE, related_name="link_health")
    url = models.TextField()
    host = models.CharField(max_length=253)  # in ASCII; empty: nothing that is ever asked
    state = models.CharField(_("health"), max_length=12, choices=LinkState, default=LinkState.UNKNOWN)
    since = models.DateTimeField(_("since"))
    failures = models.PositiveIntegerField(_("failures in a row"), default=0)
    gone = models.PositiveIntegerField(default=0)  # of these, how often the page or its host was not there
    gone_since = models.DateTimeField(null=True)
    reached_at = models.DateTimeField(_("last reached"), null=True)
    checked_at = models.DateTimeField(_("last checked"), null=True)
    due_at = models.DateTimeField(_("next check"), null=True)  # None: no live piece cites it
    leased_by = models.CharField(max_length=255, default="", blank=True)
    leased_until = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("health of a link")
        verbose_name_plural = _("health of links")
        default_permissions = ()
        indexes = [
            models.Index(
                fields=["host", "due_at"], name="link_due_by_host", condition=Q(due_at__isnull=False)
            ),
            # Failing and dead ones are few, and asked for on the desk's first page and on readers' pages.
            models.Index(
                fields=["-since", "-id"],
                name="link_failing",
                condition=Q(state__in=[LinkState.FAILING, LinkState.DEAD]),
            ),
            # A hash, since an address may be longer than an entry of a tree can be.
            HashIndex(fields=["url"], name="link_dead_url", condition=Q(state=LinkState.DEAD)),
        ]

    def __str__(self) -> str:
        return f"{self.url}: {self.get_state_display()}"

    @property
    def is_at_fault(self) -> bool:
        """What ``at_fault`` asks of the database."""
        failing = self.state == LinkState.FAILING and self.failures >= FAULTS_NOTICED
        return self.state == LinkState.DEAD or failing


class LinkCheck(models.Model):
    """One look at an article's link. The newest of each article are kept (``source_links.checking.KEPT``)."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="link_checks", db_index=False)
    checked_at = models.DateTimeField(_("when"))
    outcome = models.CharField(_("outcome"), max_length=12, choices=LinkOutcome)
    reason = models.CharField(max_length=20)  # a source_links.health.Reason
    status = models.PositiveSmallIntegerField(_("status"), null=True)
    final_url = models.TextField(_("final address"), blank=True, default="")
    sentence = models.TextField(_("what was found"))
    milliseconds = models.PositiveIntegerField(_("duration"))

    class Meta:
        verbose_name = _("check of a link")
        verbose_name_plural = _("checks of links")
        default_permissions = ()
        ordering = ["-pk"]
        indexes = [models.Index(fields=["article", "-id"], name="link_check_newest")]

    def __str__(self) -> str:
        return f"{self.article_id} {self.checked_at:%Y-%m-%d %H:%M}: {self.outcome}"


class LinkHost(models.Model):
    """A host that is asked for pages: when the next request may go out, and what its robots.txt says of us.

    All workers on all machines take their turns at this row, so a lost queue cannot make them hurry.
    """

    class Robots(models.TextChoices):
        UNKNOWN = "unknown", _("not read yet")
        READ = "read", _("read")
        UNREAD = "unread", _("could not be read")

    host = models.CharField(max_length=253, unique=True)
    next_allowed_at = models.DateTimeField()
    robots = models.CharField(max_length=7, choices=Robots, default=Robots.UNKNOWN)
    robots_rules = models.JSONField(default=list)  # newsroom.robots.Rules; none where there is no such file
    robots_until = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("host of links")
        verbose_name_plural = _("hosts of links")
        default_permissions = ()
        indexes = [models.Index(fields=["next_allowed_at"], name="link_host_next")]

    def __str__(self) -> str:
        return self.host
