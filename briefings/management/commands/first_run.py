import json
import secrets
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from briefings.demo.loading import DemoRefused, load_demo
from briefings.roles import CHIEF_EDITOR

USERNAME = "editor"


class Command(BaseCommand):
    help = (
        "Opens a fresh newsroom: an editor's account and a week of content. The last line is JSON with username and"
        " password, or empty JSON where there was an account already."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--no-content", action="store_true", help="make the account alone")

    def handle(self, *args: Any, no_content: bool, **options: Any) -> None:
        users = get_user_model().objects
        if users.exists():
            self.stdout.write("There is an account already; nothing was changed.")
            self.stdout.write(json.dumps({}))
            return
        password = secrets.token_urlsafe(12)
        try:
            with transaction.atomic():
                editor = users.create_user(USERNAME, password=password, is_staff=True)
                editor.groups.add(Group.objects.get(name=CHIEF_EDITOR))
                loaded = None if no_content else load_demo(by=editor)
        except DemoRefused as refused:
            raise CommandError(f"{refused} With --no-content the account alone is made.") from refused
        if loaded:
            self.stdout.write(
                f"{loaded['story']} stories and {loaded['question']} common questions are in the newsroom."
            )
        self.stdout.write(json.dumps({"username": USERNAME, "password": password}))
