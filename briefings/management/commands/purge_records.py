from typing import Any

from django.core.management.base import BaseCommand

from briefings.tasks import purge_records


class Command(BaseCommand):
    help = "Forgets old figures of the background work, and failures that are old or too many."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{purge_records()} rows forgotten.")
