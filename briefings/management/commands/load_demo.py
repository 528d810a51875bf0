from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError, CommandParser

from briefings.demo.loading import DemoRefused, load_demo


class Command(BaseCommand):
    help = "Fills the newsroom with a week of an invented house."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--anyway", action="store_true", help="load it beside pieces that are there already"
        )
        parser.add_argument(
            "--by", metavar="USERNAME", help="whose the pieces are; else the first chief editor"
        )

    def handle(self, *args: Any, anyway: bool, by: str | None, **options: Any) -> None:
        try:
            loaded = load_demo(by=self._editor(by), anyway=anyway)
        except DemoRefused as refused:
            raise CommandError(str(refused)) from refused
        self.stdout.write(
            f"{loaded['story']} stories and {loaded['question']} common questions in {loaded['edition']} editions."
        )

    def _editor(self, username: str | None) -> Any:
        users = get_user_model().objects.filter(is_active=True).order_by("pk")
        if username is not None:
            users = users.filter(username=username)
        rights = ("briefings.publish_piece", "briefings.withdraw_piece")
        for user in users:
            if user.has_perms(rights):
                return user
        raise CommandError(
            f"There is no chief editor {username}."
            if username is not None
            else "Nobody here may publish and withdraw: make a chief editor first (first_run makes one)."
        )
