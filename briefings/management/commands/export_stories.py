"""Give stories out as JSON Lines."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import orjson
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection, transaction

from briefings.interchange.exporting import records


class Command(BaseCommand):
    help = "Exports the live stories as JSON Lines (README, “Interchange”)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--drafts", action="store_true", help="also stories never published")
        parser.add_argument("--output", metavar="FILE", help="instead of standard output; replaced when done")

    def handle(self, *, drafts: bool, output: str | None, **_: Any) -> None:
        try:
            with as_of_now():
                if output is None:
                    for record in records(drafts=drafts):
                        self.stdout.write(orjson.dumps(record).decode())
                else:
                    self._into(output, drafts=drafts)
        except OSError as error:
            raise CommandError(f"{error.filename or output}: {error.strerror}.") from error

    def _into(self, output: str, *, drafts: bool) -> None:
        unfinished = f"{output}.unfinished"
        count = 0
        try:
            with open(unfinished, "wb") as stream:
                for record in records(drafts=drafts):
                    stream.write(orjson.dumps(record, option=orjson.OPT_APPEND_NEWLINE))
                    count += 1
            os.replace(unfinished, output)
        finally:
            if os.path.exists(unfinished):
                os.remove(unfinished)
        self.stderr.write(f"Exported {count:,} {'story' if count == 1 else 'stories'}.")


@contextmanager
def as_of_now() -> Iterator[None]:
    """All that is read is of one moment, however long the reading takes."""
    if connection.in_atomic_block:
        yield
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield
