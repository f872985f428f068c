"""What happens behind a page: requests, and every complaint that a user would never see."""

import re
import time
from urllib.parse import urlsplit

from playwright.sync_api import ConsoleMessage, Error, Page, Request

from tests.browser.waiting import PATIENCE

# The page let go of the request itself: it went elsewhere, or no longer wants the answer.
LET_GO = "net::ERR_ABORTED"


class Witness:
    """Watches pages; at the end `complaints()` and `hosts` have to be as they should."""

    def __init__(self) -> None:
        self.began = time.time() * 1000
        self.requests: list[Request] = []
        self.hosts: set[str] = set()
        self._complaints: list[str] = []
        self._expected: list[re.Pattern[str]] = []

    def watch(self, page: Page) -> None:
        page.set_default_timeout(PATIENCE * 1000)
        page.on("console", self._console)
        page.on("pageerror", self._error)
        page.on("request", self._request)
        page.on("requestfailed", self._failed)

    def leave(self, page: Page) -> None:
        page.remove_listener("console", self._console)
        page.remove_listener("pageerror", self._error)
        page.remove_listener("request", self._request)
        page.remove_listener("requestfailed", self._failed)

    def expect(self, pattern: str) -> None:
        """A test that breaks something says which complaint the browser will make of it."""
        self._expected.append(re.compile(pattern))

    def complaints(self) -> list[str]:
        """Console messages, errors in scripts and failed requests that no test asked for."""
        return [
            text
            for text in self._complaints
            if not any(pattern.search(text) for pattern in self._expected)
        ]

    def asked(self, path: str) -> list[str]:
        """The addresses of the requests so far whose path ends so."""
        return [one.url for one in self.requests if urlsplit(one.url).path.endswith(path)]

    def bodies(self, path: str) -> list[str]:
        """What was sent with the requests to such a path."""
        ends = (one for one in self.requests if urlsplit(one.url).path.endswith(path))
        return [one.post_data or "" for one in ends]

    def _console(self, message: ConsoleMessage) -> None:
        where = message.location["url"]
        self._complaints.append(f"console {message.type}: {message.text} ({where})")

    def _error(self, error: Error) -> None:
        self._complaints.append(f"error: {error.message}")

    def _request(self, request: Request) -> None:
        self.requests.append(request)
        address = urlsplit(request.url)
        if address.scheme not in ("data", "blob"):
            self.hosts.add(address.netloc)

    def _failed(self, request: Request) -> None:
        if request.failure != LET_GO:
            self._complaints.append(f"failed: {request.url} ({request.failure})")
