from typing import Any
from uuid import uuid4

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from briefings.source_links.checking import check_due
from briefings.source_links.enrolling import enrol


class Command(BaseCommand):
    help = "Checks the links of sources that are due, one request a second to each host."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--most", type=int, default=1000, help="links to check at most (1000)")
        parser.add_argument("--minutes", type=float, default=15, help="how long to go on at most (15)")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.LINK_CHECKS:
            raise CommandError("Links are not checked here: set LINK_CHECKS=1 (docs/link-checks.md).")
        changed = enrol()
        checked = check_due(
            holder=f"command-{uuid4()}", most=options["most"], seconds=options["minutes"] * 60
        )
        self.stdout.write(f"{changed} rows brought in step, {checked} links checked.")
