"""Typed readers of the environment that say what is wrong with a value.

`settings.py` is the only place that calls them.
"""

import os
from collections.abc import Callable
from contextlib import suppress
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path

from timeseries.errors import BadSetting

_YES, _NO = {"1", "on", "true", "yes"}, {"0", "off", "false", "no", ""}


def text(name: str, default: str) -> str:
    return os.environ.get(name, default)


def switch(name: str, default: bool) -> bool:
    value = os.environ.get(name)
    if value is None:
        return default
    if value.lower() in _YES:
        return True
    if value.lower() in _NO:
        return False
    raise BadSetting(f"{name} takes on or off, and not {value!r}.")


def whole(name: str, default: int, least: int) -> int:
    value = os.environ.get(name)
    if value is None:
        return default
    # Few enough digits that int() and a double take them whatever they are.
    if value.isascii() and value.isdecimal() and len(value) <= 15 and int(value) >= least:
        return int(value)
    raise BadSetting(
        f"{name} takes a whole number of at least {least} and at most 15 digits, "
        f"and not {value[:40]!r}."
    )


def address(name: str, *schemes: str) -> str:
    """A URL of one of these schemes, or nothing."""
    value = os.environ.get(name, "")
    scheme, separator, rest = value.partition("://")
    if not value or (scheme in schemes and separator and rest):
        return value
    raise BadSetting(f"{name} takes an address such as {schemes[0]}://localhost:6379/0.")


def listen(name: str) -> str:
    """An address to listen on, such as 127.0.0.1:2003, or nothing; a port alone is one of this
    machine."""
    value = os.environ.get(name, "")
    if value.isascii() and value.isdecimal():
        value = f"127.0.0.1:{value}"
    host, _, port = value.rpartition(":")
    if not value or (host and port.isascii() and port.isdecimal() and 0 < int(port[:6]) < 65_536):
        return value
    raise BadSetting(f"{name} takes an address such as 127.0.0.1:2003, and not {value[:40]!r}.")


def names(name: str, default: str) -> list[str]:
    """A list separated by commas; empty entries are left out."""
    parts = (part.strip() for part in os.environ.get(name, default).split(","))
    return [part for part in parts if part]


def networks(name: str) -> list[IPv4Network | IPv6Network]:
    """A list of networks and addresses separated by commas."""
    try:
        return [ip_network(part, strict=False) for part in names(name, "")]
    except ValueError as error:
        raise BadSetting(
            f"{name} takes networks such as 10.0.0.0/8,fd00::/8 with commas between them: {error}."
        ) from None


def secret(name: str, path: Path, make: Callable[[], str]) -> str:
    """The variable, else what `path` holds; `make()` fills that file when there is none."""
    if given := os.environ.get(name):
        return given
    try:
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            _write_once(path, make())
        return path.read_text().strip()
    except OSError as error:
        raise BadSetting(
            f"{name} is not set and {path} cannot be written ({error.strerror}): "
            f"set {name}, or make that folder writable."
        ) from None


def _write_once(path: Path, content: str) -> None:
    """Write a file that its owner alone may read; one that another process made stays."""
    with suppress(FileExistsError):
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(content)
