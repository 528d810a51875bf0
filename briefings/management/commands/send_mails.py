from typing import Any

from django.core.management.base import BaseCommand

from briefings.reviews.mailing import send_due


class Command(BaseCommand):
    help = "Sends the mails about reviews and assignments that are due, as the workers do every half minute."

    def handle(self, *args: Any, **options: Any) -> None:
        outcomes = send_due()
        told = ", ".join(f"{count} {name}" for name, count in sorted(outcomes.items()))
        self.stdout.write(f"{told or 'Nothing was due'}.")
