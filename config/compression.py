"""Answers of Django's views, compressed for whoever takes it."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import patch_vary_headers
from django.utils.deprecation import MiddlewareMixin

from timeseries.compressing import COMPRESSED, compressed


class Compression(MiddlewareMixin):
    """zstd or gzip, without a thread hop: Django's own middleware costs two a request. Tokens of
    forms are masked anew in each page, so that its length tells nothing of them (BREACH)."""

    async def __acall__(self, request: HttpRequest) -> HttpResponseBase:
        response: HttpResponseBase = await self.get_response(request)  # type: ignore[misc]
        return self.process_response(request, response)

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        kind = response.get("Content-Type", "")
        if not isinstance(response, HttpResponse) or not kind.startswith(COMPRESSED):
            return response
        patch_vary_headers(response, ["Accept-Encoding"])
        if "Content-Encoding" in response:
            return response
        accepts = request.headers.get("Accept-Encoding", "")
        response.content, encoding = compressed(response.content, kind, accepts)
        if encoding:
            response["Content-Encoding"] = encoding
            response["Content-Length"] = str(len(response.content))
        return response
