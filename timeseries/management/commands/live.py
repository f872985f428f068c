"""`manage.py live`: migrate, set up on the first run, serve."""

import socket
from argparse import SUPPRESS
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connections

from timeseries.firstrun import Welcome, set_up
from timeseries.server import serve, stop_with_parent
from timeseries.static_files import gather_static_files
from timeseries.store import WRITING
from timeseries.texts import compile_texts
from timeseries.workers import Workers

NOT_STARTED = "The server could not start: the lines above say why."


class Command(BaseCommand):
    help = "Serve Livecurve: migrates, sets up on the first run, and runs until Ctrl-C."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--no-demo", action="store_true", help="Start without the demo data.")
        parser.add_argument(
            "--workers",
            type=int,
            default=1,
            help="How many processes serve; several need PostgreSQL.",
        )
        # For the workers of one that has several.
        parser.add_argument("--listener", type=int, help=SUPPRESS)

    def handle(self, *args: Any, **options: Any) -> None:
        if options["listener"] is not None:
            self.work(options["listener"])
            return
        check_workers(options["workers"])
        host = options["host"]
        # First of all: a port in use should cost nobody a wait.
        listener = listen(host, options["port"])
        port = listener.getsockname()[1]
        call_command("migrate", interactive=False, verbosity=0)
        compile_texts()
        gather_static_files()
        address = f"http://{'localhost' if host in ('127.0.0.1', '::1') else host}:{port}"
        welcome = set_up(demo=not options["no_demo"])
        if welcome:
            self.greet(welcome, address)
        self.stdout.write(f"Livecurve is at {address}/ (Ctrl-C stops it).")
        self.stdout.flush()
        # The server's threads have their own.
        connections.close_all()
        if options["workers"] > 1:
            Workers(options["workers"], listener).run()
        elif not serve(listener):
            raise CommandError(NOT_STARTED)

    def work(self, descriptor: int) -> None:
        """As one of several workers, on a socket that is theirs together."""
        stop_with_parent()
        if not serve(socket.socket(fileno=descriptor)):
            raise CommandError(NOT_STARTED)

    def greet(self, welcome: Welcome, address: str) -> None:
        """Shown once: only digests are kept."""
        self.stdout.write(
            "\nThis is the first run. Note these two down, they are not shown again:\n"
            f"  administrator  {welcome.username}, password {welcome.password}\n"
            f"  write token    {welcome.token}\n\n"
            "Send a reading:\n"
            f"  curl {address}/api/readings -H 'Authorization: Token {welcome.token}' \\\n"
            "    -H 'Content-Type: application/json' -d "
            '\'{"readings": [{"series": "room_temperature", "unit": "°C", '
            f'"points": [["\'"$(date -u +%FT%TZ)"\'", 21.4]]}}]}}\'\n'
        )


def check_workers(count: int) -> None:
    """Raises CommandError with one sentence."""
    if count < 1:
        raise CommandError(f"--workers takes a number of at least 1, and not {count}.")
    if count > 1 and connections[WRITING].vendor == "sqlite":
        raise CommandError(
            "SQLite has one writer: several workers need PostgreSQL, so set DATABASE_URL."
        )


def listen(host: str, port: int) -> socket.socket:
    """A listening socket. Raises CommandError with one sentence."""
    if not 0 <= port <= 65_535:
        raise CommandError(f"--port takes a number from 0 to 65535, and not {port}.")
    try:
        family, _, _, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        return _listener(family, address)
    except (OSError, UnicodeError) as error:
        raise CommandError(
            f"Cannot listen on {host}:{port} ({error}): choose another with --host and --port."
        ) from None


def _listener(family: socket.AddressFamily, address: Any) -> socket.socket:
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(2048)
    except OSError:
        listener.close()
        raise
    return listener
