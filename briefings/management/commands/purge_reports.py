from typing import Any

from django.core.management.base import BaseCommand

from briefings.tasks import purge_reports


class Command(BaseCommand):
    help = "Forgets what readers reported more than 90 days ago, and past days’ salts at once."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{purge_reports()} reports forgotten.")
