"""What a new installation gets: an administrator, a token to write with, and the demo."""

import secrets
from dataclasses import dataclass

from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import transaction

from .tokens import create_token


@dataclass(frozen=True, slots=True)
class Welcome:
    """What is shown once."""

    username: str
    password: str
    token: str


def set_up(demo: bool) -> Welcome | None:
    """Set up a database in which nobody has an account yet; None when somebody has."""
    users = get_user_model().objects
    if users.exists():
        return None
    password = secrets.token_urlsafe(12)
    # All or nothing: a first run that is interrupted is done again.
    with transaction.atomic():
        token = create_token("first", "write")
        users.create_superuser("admin", password=password)
        if demo:
            call_command("loaddata", "demo", verbosity=0)
    return Welcome("admin", password, token)
