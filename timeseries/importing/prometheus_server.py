"""Questions to a server that speaks Prometheus' HTTP API, asked again while it does not answer."""

import time
from collections.abc import Mapping
from typing import Any

import httpx

from ..errors import CannotCollect
from .prometheus import TooMuch

# Seconds before a question is asked again.
BACK_OFF = (0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 30.0)
TIMEOUT = 120.0
_PASSING = {408, 425, 429, 500, 502, 503, 504}
_BEYOND = ("too many samples", "exceeded maximum resolution", "maximum", "too large")

NO_ADDRESS = "The server has an address such as http://prometheus:9090."


class PrometheusServer:
    """One server at an address such as `http://prometheus:9090`. `address` is what may be shown
    of it: without the user and the password that it may have named."""

    def __init__(self, url: str, headers: Mapping[str, str], wait: Any = time.sleep) -> None:
        """Raises CannotCollect."""
        self.address, credentials = _taken_apart(url)
        self._client = httpx.Client(headers=dict(headers), auth=credentials, timeout=TIMEOUT)
        self._wait = wait

    def __enter__(self) -> "PrometheusServer":
        return self

    def __exit__(self, *exception: object) -> None:
        self._client.close()

    def ask(self, what: str, parameters: Mapping[str, Any]) -> Any:
        """The data of an answer. Raises CannotCollect with one sentence, and TooMuch."""
        for pause in (*BACK_OFF, None):
            try:
                answer = self._client.post(f"{self.address}/api/v1/{what}", data=dict(parameters))
            except httpx.HTTPError as error:
                problem = f"{self.address} does not answer ({str(error) or type(error).__name__})"
            else:
                if answer.status_code not in _PASSING:
                    return _data(answer)
                problem = f"{self.address} answers {answer.status_code}"
            if pause is None:
                break
            self._wait(pause)
        raise CannotCollect(f"{problem}: it was asked {len(BACK_OFF) + 1} times.")


def _taken_apart(text: str) -> tuple[str, tuple[str, str] | None]:
    """An address, and the user and the password that it names. Raises CannotCollect, which repeats
    nothing of it: a password that holds a slash reads as a port."""
    try:
        url = httpx.URL(text.rstrip("/"))
    except (httpx.InvalidURL, ValueError):
        raise CannotCollect(NO_ADDRESS) from None
    if url.scheme not in ("http", "https") or not url.host:
        raise CannotCollect(NO_ADDRESS)
    if not url.userinfo:
        return str(url).rstrip("/"), None
    return str(url.copy_with(userinfo=b"")).rstrip("/"), (url.username, url.password)


def _data(answer: httpx.Response) -> Any:
    try:
        given = answer.json()
    except ValueError:
        given = None
    if isinstance(given, dict) and given.get("status") == "success":
        return given.get("data")
    told = str(given.get("error", "")) if isinstance(given, dict) else ""
    if answer.status_code == 422 and any(sign in told for sign in _BEYOND):
        raise TooMuch(f"The server refuses even a minute of it: {told}.")
    said = f": {told[:300]}" if told else "; is it a server of Prometheus' API?"
    raise CannotCollect(f"{answer.url} answers {answer.status_code}{said}")
