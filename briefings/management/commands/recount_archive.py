from typing import Any

from django.core.management.base import BaseCommand

from briefings.archiving import recount


class Command(BaseCommand):
    help = "Counts the pieces of each month of the archive again, as after changing rows by hand."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{recount()} pieces counted.")
