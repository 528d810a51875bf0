from typing import Any

from django.core.management.base import BaseCommand

from briefings.tasks import purge_activity


class Command(BaseCommand):
    help = "Forgets lines of the activity log that are older than they are kept for."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{purge_activity()} lines forgotten.")
