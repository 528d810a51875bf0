from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from briefings.editions.rebuilding import rebuild


class Command(BaseCommand):
    help = (
        "Makes page data and rows across pieces again from the live editions: after a deploy those that an older "
        "renderer made, with --all every one. It can be cut off and run again."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--all", action="store_true", help="also what today's renderer made")

    def handle(self, *args: Any, **options: Any) -> None:
        pieces = sum(rebuild(everything=options["all"]))
        self.stdout.write(f"{pieces} pieces made again.")
