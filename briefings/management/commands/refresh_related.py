import os
import socket
from functools import partial
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from briefings.related.keywording import count_words
from briefings.related.relating import make_known, refresh_piece
from briefings.related.rounds import begin_round, go_on
from briefings.related.wishes import open_wishes
from briefings.tasks.related import fulfil

SLICE = 500


class Command(BaseCommand):
    help = "Refreshes the related links of every live piece; a round that was cut off goes on where it was."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--wished", action="store_true", help="only pieces that wait for a refresh, as the workers do"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        holder = f"{socket.gethostname()}-{os.getpid()}"
        if options["wished"]:
            self.stdout.write(f"{fulfil_all(holder)} pieces refreshed that waited for it.")
            return
        if new := begin_round():
            count_words()
        had = go_on(partial(refresh_piece, again=True), holder=holder)
        if had is None:
            raise CommandError("A worker is at it: see the page of the background work.")
        of_all = "" if new else f", {had.so_far} of this round"
        self.stdout.write(f"{had.pieces} pieces refreshed{of_all}.")


def fulfil_all(holder: str) -> int:
    """Fulfil the wishes that are due and held by nobody, and those they lead to; how many."""
    done = 0
    while pieces := open_wishes(SLICE):
        make_known(pieces)
        fulfilled = sum(fulfil(piece_id, holder=holder) is not None for piece_id in pieces)
        if not fulfilled:
            break
        done += fulfilled
    return done
