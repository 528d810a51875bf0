"""Bring stories in from JSON Lines."""

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection, transaction
from tqdm import tqdm

from briefings.interchange.importing import take_in
from briefings.interchange.outcome import Outcome
from briefings.interchange.parsing import Parsed, parse
from briefings.interchange.reading import Line, lines, total_bytes
from briefings.interchange.reporting import closing_report, fault_lines
from briefings.interchange.schema import BadRecord

BATCH = 500
LOCK = 7_016_553_021
"""Key of the advisory lock that lets one import run at a time."""


MANY = 500
"""Editions that change what the database knows of its tables."""


class Command(BaseCommand):
    help = "Imports stories from JSON Lines (docs/interchange.md). Repeat it as often as you like."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="+", metavar="FILE", help="a file, or - for standard input")
        parser.add_argument("--overwrite", action="store_true", help="also stories that an editor changed")
        parser.add_argument("--dry-run", action="store_true", help="say what would happen; change nothing")
        parser.add_argument("--strict", action="store_true", help="all or nothing: one bad line stops it")

    def handle(self, *, files: list[str], overwrite: bool, dry_run: bool, strict: bool, **_: Any) -> None:
        began = monotonic()
        try:
            total = total_bytes(files)
            with alone(), few_collections():
                if dry_run or strict:
                    with transaction.atomic():
                        outcome = self._run(files, total, overwrite=overwrite)
                        kept = not dry_run and not outcome.counts["bad"]
                        transaction.set_rollback(not kept)
                else:
                    outcome, kept = self._run(files, total, overwrite=overwrite), True
        except OSError as error:
            raise CommandError(f"{error.filename}: {error.strerror}.") from error
        except KeyboardInterrupt as stopped:
            left = "Nothing was changed." if dry_run or strict else "What was brought in stays."
            raise CommandError(f"Stopped. {left} Run it again for the whole.", returncode=130) from stopped
        if kept and outcome.counts["editions"] >= MANY:
            # The planner's figures are of the database before; on its own it looks again a minute later.
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")
        self.stdout.write(closing_report(outcome, seconds=monotonic() - began, kept=kept, dry_run=dry_run))
        if outcome.counts["bad"]:
            sys.exit(1)

    def _run(self, files: list[str], total: int | None, *, overwrite: bool) -> Outcome:
        everything = Outcome()
        # disable=None: a bar on a terminal alone.
        with tqdm(total=total, unit="B", unit_scale=True, disable=None, leave=False) as progress:
            for batch in self._batches(files, everything):
                outcome = take_in(batch, overwrite=overwrite)
                self._tell([*outcome.bad, *outcome.told])
                outcome.counts["bad"] += len({line.number for line, _, _ in outcome.bad})
                outcome.bad.clear()
                outcome.told.clear()
                everything.add(outcome)
                progress.update(batch[-1].line.end - progress.n)
        return everything

    def _batches(self, files: list[str], outcome: Outcome) -> Iterator[list[Parsed]]:
        """Lines by the hundred; a batch ends before a second record of a story, which is a change of the first."""
        batch: list[Parsed] = []
        seen: set[UUID | None] = set()
        for line in lines(files):
            try:
                parsed = parse(line)
            except BadRecord as bad:
                outcome.counts["bad"] += 1
                self._tell([(line, *fault) for fault in bad.faults])
                continue
            uid = parsed.uid
            if len(batch) >= BATCH or (uid is not None and uid in seen):
                yield batch
                batch, seen = [], set()
            batch.append(parsed)
            seen.add(uid)
        if batch:
            yield batch

    def _tell(self, faults: list[tuple[Line, str, str]]) -> None:
        if faults:
            with tqdm.external_write_mode(file=sys.stderr):
                self.stderr.write("\n".join(fault_lines(faults)))


@contextmanager
def alone() -> Iterator[None]:
    """No other import meanwhile. Raises CommandError where one is running."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
        if not cursor.fetchone()[0]:
            raise CommandError("Another import is running. Try again when it has ended.")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])


@contextmanager
def few_collections() -> Iterator[None]:
    """Python looks for circles of garbage less often: a batch makes a hundred thousand objects and no circles,
    and looking at them over and over took a fifth of the time."""
    before = gc.get_threshold()
    gc.set_threshold(200_000, 20, 100)
    try:
        yield
    finally:
        gc.set_threshold(*before)
