from typing import Any

from django.core.management.base import BaseCommand

from briefings.schedules.due import publish_due


class Command(BaseCommand):
    help = "Publishes, releases and withdraws what is due now, as the workers do every few seconds."

    def handle(self, *args: Any, **options: Any) -> None:
        outcomes = publish_due()
        self.stdout.write(
            f"{outcomes['done']} done, {outcomes['failed']} failed, {outcomes['again']} to be tried again."
        )
