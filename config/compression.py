"""Answers of Django's views, compressed for whoever takes it."""

from collections.abc import Callable

import cramjam
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import patch_vary_headers
from django.utils.deprecation import MiddlewareMixin

# Smaller ones fit into a packet anyway.
LEAST = 1400
# Best first. A dashboard of five minutes takes zstd a third of gzip's time and two thirds of its
# bytes; browsers take it from this machine and by https.
ENCODINGS: dict[str, Callable[[bytes], bytes]] = {
    "zstd": lambda content: bytes(cramjam.zstd.compress(content, 1)),
    "gzip": lambda content: bytes(cramjam.gzip.compress(content, 2)),
}
COMPRESSED = ("text/", "application/json")


class Compression(MiddlewareMixin):
    """zstd or gzip, without a thread hop: Django's own middleware costs two a request. Tokens of
    forms are masked anew in each page, so that its length tells nothing of them (BREACH)."""

    async def __acall__(self, request: HttpRequest) -> HttpResponseBase:
        response: HttpResponseBase = await self.get_response(request)  # type: ignore[misc]
        return self.process_response(request, response)

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        if not isinstance(response, HttpResponse) or not _is_text(response):
            return response
        patch_vary_headers(response, ["Accept-Encoding"])
        encoding = _accepted(request.headers.get("Accept-Encoding", ""))
        if encoding and len(response.content) >= LEAST and "Content-Encoding" not in response:
            response.content = ENCODINGS[encoding](response.content)
            response["Content-Encoding"] = encoding
            response["Content-Length"] = str(len(response.content))
        return response


def _accepted(header: str) -> str | None:
    """The best encoding that a client takes, by its header."""
    weights = dict(_weight(part) for part in header.lower().split(","))
    return next((name for name in ENCODINGS if weights.get(name, 0.0) > 0), None)


def _weight(part: str) -> tuple[str, float]:
    name, _, parameters = part.partition(";")
    weight = parameters.strip().removeprefix("q=")
    try:
        return name.strip(), float(weight) if weight else 1.0
    except ValueError:
        return name.strip(), 0.0


def _is_text(response: HttpResponse) -> bool:
    return response.get("Content-Type", "").startswith(COMPRESSED)
