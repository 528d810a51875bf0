from typing import Any

from django.core.management.base import BaseCommand

from briefings.tasks import refresh_all


class Command(BaseCommand):
    help = "Refreshes the related links of every live piece."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{refresh_all()} pieces refreshed.")
