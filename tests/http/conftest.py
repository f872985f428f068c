"""What the tests of the HTTP doors share: keys, names of their own, a shell."""

import re
from collections.abc import Iterator
from functools import partial
from itertools import count

import httpx
import pytest

from tests.http.asking import Keys, Write
from tests.http.shell import Shell
from tests.server import Server

_numbers = count(1)


@pytest.fixture
def name(request: pytest.FixtureRequest) -> str:
    """The name of a series that no other test has."""
    plain = re.sub(r"[^a-z0-9]+", "_", request.node.name.lower())[5:60]
    return f"{plain.strip('_')}_{next(_numbers)}"


@pytest.fixture(scope="session")
def shell(server: Server) -> Iterator[Shell]:
    """Django's shell beside the running server, on its database."""
    with Shell(server) as running:
        yield running


@pytest.fixture(scope="session")
def keys(shell: Shell) -> Keys:
    """A token of each scope, and the session of somebody who has signed in."""
    return Keys.made_in(shell)


@pytest.fixture(scope="session")
def write(http: httpx.Client, keys: Keys) -> Write:
    """`POST /api/readings` as JSON, with a token."""
    return partial(_write, http, keys)


def _write(http: httpx.Client, keys: Keys, *readings: dict[str, object]) -> httpx.Response:
    return http.post("/api/readings", json={"readings": readings}, headers=keys.header("write"))
