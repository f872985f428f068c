"""`manage.py createtoken NAME --scope read|write|admin`"""

from typing import Any

from django.core.management.base import CommandParser

from timeseries.management.command import StoreCommand
from timeseries.models import SCOPES
from timeseries.tokens import create_token


class Command(StoreCommand):
    help = "Make an API token. It is shown once: its last word is the token."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help="What it is for, such as the name of a device.")
        parser.add_argument("--scope", choices=list(SCOPES), default="write")

    def handle(self, *args: Any, **options: Any) -> None:
        token = create_token(options["name"], options["scope"])
        self.stdout.write(f"Token {options['name']!r} with scope {options['scope']}: {token}")
