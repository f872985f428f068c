"""What the commands share that work on the store."""

from django.core.management.base import BaseCommand


class StoreCommand(BaseCommand):
    """Starts without Django's checks: they load all pages, for a third of the time that a start
    takes."""

    requires_system_checks: list[str] = []
