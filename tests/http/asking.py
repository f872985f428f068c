"""What the tests ask with, and how an answer that refuses looks."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import httpx

from tests.http.shell import Shell

Write = Callable[..., httpx.Response]
Params = dict[str, str | int | float]

_MAKE_KEYS = """
import json
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user_model
from django.contrib.sessions.backends.db import SessionStore
from timeseries.tokens import create_token
user = get_user_model().objects.create_user("somebody")
session = SessionStore()
session[SESSION_KEY] = str(user.pk)
session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
session[HASH_SESSION_KEY] = user.get_session_auth_hash()
session.save()
made = {scope: create_token(scope, scope) for scope in ("read", "write", "admin")}
print(json.dumps({"session": session.session_key, "tokens": made}))
"""


@dataclass(frozen=True)
class Keys:
    """Tokens by their scope, and the key of a session."""

    tokens: dict[str, str]
    session: str

    @classmethod
    def made_in(cls, shell: Shell) -> "Keys":
        return cls(**json.loads(shell.run(_MAKE_KEYS)))

    def header(self, scope: str, kind: str = "Token") -> dict[str, str]:
        return {"Authorization": f"{kind} {self.tokens[scope]}"}

    @property
    def cookie(self) -> dict[str, str]:
        return {"Cookie": f"sessionid={self.session}"}


def refusal(response: httpx.Response, status: int, code: str) -> str:
    """The sentence of an answer that refuses, which has the contract's shape."""
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/json"
    body: dict[str, str] = response.json()
    assert set(body) == {"error", "code"}
    assert body["code"] == code
    assert body["error"].endswith((".", "`."))
    return body["error"]


def ask(http: httpx.Client, series: str, start: Any, end: Any, **more: Any) -> list[Any]:
    """The series that a query answers."""
    asked = {"series": series, "start": start, "end": end, **more}
    response = http.get("/api/query", params=asked)
    assert response.status_code == 200, response.text
    answered: list[Any] = response.json()["series"]
    return answered


def points(http: httpx.Client, series: str, start: Any, end: Any, **more: Any) -> list[Any]:
    """The points of the only series that a selector names."""
    [one] = ask(http, series, start, end, **more)
    found: list[Any] = one["points"]
    return found
