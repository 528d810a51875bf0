import os
import socket
from functools import partial
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from briefings.related.keywording import count_words
from briefings.related.relating import refresh_piece
from briefings.related.rounds import begin_round, go_on


class Command(BaseCommand):
    help = "Refreshes the related links of every live piece; a round that was cut off goes on where it was."

    def handle(self, *args: Any, **options: Any) -> None:
        if new := begin_round():
            count_words()
        had = go_on(partial(refresh_piece, again=True), holder=f"{socket.gethostname()}-{os.getpid()}")
        if had is None:
            raise CommandError("A worker is at it: see the page of the background work.")
        of_all = "" if new else f", {had.so_far} of this round"
        self.stdout.write(f"{had.pieces} pieces refreshed{of_all}.")
