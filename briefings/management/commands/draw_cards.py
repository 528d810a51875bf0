"""Draws the card images that are missing, or all of them anew."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from ...models import Piece
from ...pages import carding


class Command(BaseCommand):
    help = "Draw the card images of live pieces that have none yet. Stopped and started again, it goes on."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--all", action="store_true", help="also those whose row says that they are drawn"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        for piece_id in carding.left_over_cards():
            carding.forget_card(piece_id)
        if options["all"]:
            wanted = list(Piece.objects.live().order_by("-live_edition").values_list("pk", flat=True))
        else:
            wanted = carding.missing_cards()
        drawn = sum(1 for piece_id in wanted if carding.draw_card(piece_id))
        without = len(wanted) - drawn
        self.stdout.write(
            f"{drawn} cards drawn; {without} pieces have letters that the house’s type has not."
        )
