"""`manage.py createtoken NAME --scope read|write|admin`"""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from timeseries.models import SCOPES
from timeseries.tokens import create_token


class Command(BaseCommand):
    help = "Make an API token. It is shown once: its last word is the token."
    # They load all pages, for a third of the time that a start takes.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help="What it is for, such as the name of a device.")
        parser.add_argument("--scope", choices=list(SCOPES), default="write")

    def handle(self, *args: Any, **options: Any) -> None:
        token = create_token(options["name"], options["scope"])
        self.stdout.write(f"Token {options['name']!r} with scope {options['scope']}: {token}")
