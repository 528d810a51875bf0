from typing import Any

from django.core.management.base import BaseCommand

from briefings.tasks import purge_deleted_drafts


class Command(BaseCommand):
    help = "Forgets drafts that were deleted more than 30 days ago."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{purge_deleted_drafts()} drafts forgotten.")
