"""Whether a server answers: by HTTP, or by a connection alone."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar
from urllib.parse import urlsplit

import httpcore
from django.utils.translation import gettext_lazy as _

from ..collecting.fields import Address, Text
from ..collecting.gathering import Gathering
from ..collecting.guard import GuardedBackend
from ..collecting.http_settings import CREDENTIALS, host_of, request_of
from ..collecting.web import Answer, Untrusted, fetch, untrusted_end
from ..collector import Gathered, Waiting, collectors
from ..errors import CannotCollect
from ..timerange import DAY, SECOND, now


@dataclass(frozen=True)
class Target(Address):
    """An address of the web, or tcp://host:port."""

    def _read(self, given: Any) -> Any:
        if isinstance(given, str) and given.strip().startswith("tcp://"):
            parts = urlsplit(given.strip())
            try:
                is_whole = bool(
                    parts.hostname and parts.port and not parts.path and not parts.username
                )
            except ValueError:
                is_whole = False
            if not is_whole:
                raise ValueError("This takes tcp://host:port.")
            return given.strip()
        return super()._read(given)


@collectors.register("http")
class Http(Waiting):
    """Up or not, how long it took, and for how many days its certificate is good."""

    title = _("HTTP or TCP check")
    about = _("Whether a server answers, how fast, and for how many days its certificate is good.")
    settings = (
        Target(
            "address",
            _("Address"),
            required=True,
            help=_("https://…, or tcp://host:port for a connection alone."),
        ),
        Text("expect", _("Right status"), default="2xx", help=_("As in 200, 2xx or 200,404.")),
        Text("contains", _("The answer contains"), help=_("A text; empty: any answer is right.")),
        *CREDENTIALS,
    )
    example: ClassVar[Mapping[str, Any]] = {"address": "http://localhost:8000/health"}

    async def collect(self, at: int, seconds: float) -> Gathered:
        gathering, error, begun = Gathering(), "", now()
        tags = {"target": host_of(self.given["address"])}
        try:
            if self.given["address"].startswith("tcp://"):
                await _connect(self.given["address"], seconds)
            else:
                answer = await fetch(request_of(self.given), seconds)
                gathering.add("check_status", tags, at, answer.status)
                _add_days(gathering, tags, at, answer.ends)
                error = self._wrong(answer)
            gathering.add("check_latency", tags, at, (now() - begun) / SECOND, "s")
        except Untrusted as refused:
            error = str(refused)
            left = seconds - (now() - begun) / SECOND
            _add_days(gathering, tags, at, await untrusted_end(refused.host, refused.port, left))
        except CannotCollect as failed:
            error = str(failed)
        gathering.add("check_up", tags, at, float(not error))
        return gathering.done(error)

    def _wrong(self, answer: Answer) -> str:
        """What is wrong with an answer; empty where nothing is."""
        patterns = [part.strip().lower() for part in self.given["expect"].split(",")]
        status = str(answer.status)
        if not any(_fits(status, pattern) for pattern in patterns):
            return f"{host_of(self.given['address'])} answered with status {status}."
        if self.given["contains"] and self.given["contains"].encode() not in answer.content:
            return f"The answer of {host_of(self.given['address'])} does not contain the text."
        return ""


def _add_days(gathering: Gathering, tags: dict[str, str], at: int, ends: int | None) -> None:
    """For how many days a certificate is good: below zero once it has expired."""
    if ends is not None:
        gathering.add("check_certificate_days", tags, at, (ends * SECOND - at) / DAY, "d")


def _fits(status: str, pattern: str) -> bool:
    return len(status) == len(pattern) and all(
        p in ("x", s) for s, p in zip(status, pattern, strict=True)
    )


async def _connect(address: str, seconds: float) -> None:
    """Raises CannotCollect."""
    parts = urlsplit(address)
    try:
        async with asyncio.timeout(seconds):
            stream = await GuardedBackend().connect_tcp(parts.hostname or "", parts.port or 0)
            await stream.aclose()
    except TimeoutError:
        raise CannotCollect(f"{parts.netloc} did not answer within {seconds:g} seconds.") from None
    except (httpcore.NetworkError, httpcore.TimeoutException):
        raise CannotCollect(f"{parts.netloc} takes no connection.") from None
