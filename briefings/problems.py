"""Problems that readers report, and what the desk makes of them. Nothing here knows who a reader is."""

import hashlib
import ipaddress
import logging
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, timedelta
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models import Exists, F, OuterRef
from django.utils.translation import gettext as _

from newsroom.clock import now

from .activity import record
from .models import Edition, Problem, ProblemReport, ReportSalt, ReportSender
from .models.schedules import Schedule
from .words import EditionKind

log = logging.getLogger("newsroom.problems")

KEPT_FOR = timedelta(days=90)
PER_ADDRESS = 20
"""Reports that one address may send on one day."""

PER_DAY = 2000
"""Reports that are taken within a day in all: a flood from many addresses ends here, at some 4 MB."""

MENDING = (EditionKind.CORRECTION, EditionKind.CLARIFICATION, EditionKind.UPDATE, EditionKind.MINOR)
"""Kinds of edition that may put a problem right."""


class ReportRefused(Exception):
    """Says in a sentence why a report is not taken now."""


class ProblemRefused(Exception):
    """Says in a sentence why a problem is not settled so."""


@dataclass(frozen=True)
class Part:
    """The section or answer that is meant: its UUID, its place within the page, its heading."""

    uid: str
    anchor: str
    heading: str


def report_problem(
    *, edition: Edition, part: Part, sentence: str, words: str, form: str, address: str
) -> ProblemReport | None:
    """Keep what an anonymous reader reports of a live edition; None for a form that was sent before.

    ``sentence`` is one of the edition's, or "" for the whole part; ``form`` names the one form that it came with.
    Raises ReportRefused where too much came from this address, or in all.
    """
    if ProblemReport.objects.filter(form=form).exists():
        return None
    if _counted(address) > PER_ADDRESS:
        raise ReportRefused(_("So many reports came from where you are that we take no more of them today."))
    moment = now()
    if ProblemReport.objects.filter(reported_at__gt=moment - timedelta(days=1)).count() >= PER_DAY:
        raise ReportRefused(_("So many reports came today that we take no more. Please try again tomorrow."))
    try:
        with transaction.atomic():
            problem, _made = Problem.objects.get_or_create(
                piece_id=edition.piece_id,
                part=part.uid,
                sentence_digest=digest_of(sentence),
                outcome=Problem.Outcome.OPEN,
                defaults={
                    "edition": edition,
                    "anchor": part.anchor[:200],
                    "heading": part.heading,
                    "sentence": sentence,
                    "first_at": moment,
                    "last_at": moment,
                },
            )
            report = ProblemReport.objects.create(
                problem=problem, edition=edition, words=words, reported_at=moment, form=form
            )
            Problem.objects.filter(pk=problem.pk).update(report_count=F("report_count") + 1, last_at=moment)
    except IntegrityError:
        if ProblemReport.objects.filter(form=form).exists():
            return None  # the same form, sent twice at once
        raise
    log.info("reported problem=%s piece=%s edition=%s", problem.pk, edition.piece_id, edition.number)
    return report


@transaction.atomic
def settle_problem(problem: Problem, *, outcome: str, correction: Edition | None = None, by: Any) -> Problem:
    """Say what became of a problem, or open it again. Raises ProblemRefused.

    One that led to a correction names the edition, whose change log then says that a reader reported it.
    """
    problem = Problem.objects.select_for_update().get(pk=problem.pk)
    chosen = Problem.Outcome(outcome)
    if chosen == Problem.Outcome.CORRECTED:
        if correction is None:
            raise ProblemRefused(_("Say which edition put it right."))
        if correction.pk not in mending_editions(problem).values_list("pk", flat=True):
            raise ProblemRefused(_("That edition cannot have put it right."))
    if chosen == Problem.Outcome.OPEN and another_is_open(problem):
        raise ProblemRefused(_("The same problem was reported again and is open already."))
    problem.outcome = chosen
    problem.correction = correction if chosen == Problem.Outcome.CORRECTED else None
    problem.settled_by = None if chosen == Problem.Outcome.OPEN else by
    problem.settled_at = None if chosen == Problem.Outcome.OPEN else now()
    problem.save()
    corrected = {"edition": correction.number} if problem.correction_id and correction else {}
    record("settle", problem, by=by, outcome=chosen.value, **corrected)
    log.info("settled problem=%s outcome=%s", problem.pk, problem.outcome)
    return problem


def another_is_open(problem: Problem) -> bool:
    """Whether the same was reported again since it was settled: one of the two can be open."""
    same = Problem.objects.filter(
        piece=problem.piece_id, part=problem.part, sentence_digest=problem.sentence_digest
    )
    return same.filter(outcome=Problem.Outcome.OPEN).exclude(pk=problem.pk).exists()


def promise(problems: Iterable[Problem], schedules: Iterable[Schedule]) -> None:
    """Each of these open problems is put right by the words of its own piece that wait among these schedules."""
    of_piece = {one.piece_id: one for one in schedules}
    for problem in problems:
        if one := of_piece.get(problem.piece_id):
            Problem.objects.filter(pk=problem.pk, outcome=Problem.Outcome.OPEN).update(promised=one)


def keep_promises(schedule: Schedule, edition: Edition, *, by: Any) -> None:
    """The words of this schedule are out: what they were to put right is settled, unless somebody settled it since."""
    for problem in Problem.objects.filter(promised=schedule.pk, outcome=Problem.Outcome.OPEN).order_by("pk"):
        settle_problem(problem, outcome=Problem.Outcome.CORRECTED, correction=edition, by=by)


def mending_editions(problem: Problem) -> Any:
    """The editions that may have put it right, the newest first: those published since it was first reported."""
    later = Edition.objects.filter(
        piece=problem.piece_id, kind__in=MENDING, number__gt=problem.edition.number
    )
    return later.defer("document", "findings").order_by("-number")


def reported_by_reader() -> Exists:
    """For a queryset of editions: whether a reader's report led to the edition."""
    return Exists(Problem.objects.filter(correction=OuterRef("pk"), outcome=Problem.Outcome.CORRECTED))


def purge_reports() -> int:
    """Forget reports older than KEPT_FOR, and the salts and counts of past days; how many reports.

    Of a problem that led to a correction the row stays, which has no reader's word in it: the change log tells of it.
    """
    before = now() - KEPT_FOR
    gone, _tables = ProblemReport.objects.filter(reported_at__lt=before).delete()
    Problem.objects.filter(last_at__lt=before).exclude(outcome=Problem.Outcome.CORRECTED).delete()
    today = today_of_salts()
    ReportSalt.objects.filter(day__lt=today).delete()
    ReportSender.objects.filter(day__lt=today).delete()
    return gone


def digest_of(sentence: str) -> str:
    """What a sentence is known by; that of no sentence stands for the whole part."""
    return hashlib.sha256(sentence.encode()).hexdigest()[:32]


def today_of_salts() -> date:
    return now().astimezone(UTC).date()


def _counted(address: str) -> int:
    """How many reports came from this address today, this one included."""
    day = today_of_salts()
    kept, _made = ReportSalt.objects.get_or_create(day=day, defaults={"salt": secrets.token_hex(32)})
    digest = hashlib.sha256(f"{kept.salt} {network_of(address)}".encode()).hexdigest()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO briefings_reportsender (day, digest, count) VALUES (%s, %s, 1)"
            " ON CONFLICT (day, digest) DO UPDATE SET count = briefings_reportsender.count + 1 RETURNING count",
            [day, digest],
        )
        row: tuple[int] = cursor.fetchone()
    return row[0]


def network_of(address: str) -> str:
    """What is counted together: an IPv4 address, also one written within IPv6, or the /64 network that one IPv6
    subscriber has.

    >>> network_of("192.0.2.7"), network_of("2001:db8::1:2:3:4"), network_of("?")
    ('192.0.2.7', '2001:db8::/64', '?')
    >>> network_of("::ffff:192.0.2.7")
    '192.0.2.7'
    """
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(known, ipaddress.IPv6Address):
        known = known.ipv4_mapped or known
    if known.version == 4:
        return str(known)
    return str(ipaddress.ip_network((known, 64), strict=False))
