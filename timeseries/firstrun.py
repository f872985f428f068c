"""What a new installation gets: an administrator, a token to write with, how long its own
readings are kept, and the demo."""

import secrets
from dataclasses import dataclass

from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import transaction

from .models import Retention
from .tokens import create_token

# All is kept, but what the server takes of its machine by itself: so many days of it.
OWN_READINGS, OWN_DAYS = "machine_*", 30


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
        Retention.objects.get_or_create(selector=OWN_READINGS, defaults={"raw": OWN_DAYS})
        if demo:
            call_command("loaddata", "demo", verbosity=0)
    return Welcome("admin", password, token)
