"""`/d/SLUG/report.pdf`: a dashboard printed."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from timeseries.boundary import caller
from timeseries.errors import LivecurveError, NotFound
from timeseries.threads import readers

from .. import editing
from ..chromium import find
from ..report import Visit, printer
from .page import page

# What tells who asks, and in which language he reads.
PASSED_ON = ("authorization", "accept-language")


@page
async def report(request: HttpRequest, slug: str) -> HttpResponse:
    """The page with the range, zone and variables of the query string, for whoever may read."""
    try:
        await readers.run(editing.found, slug)
        pdf = await printer.print(find(settings.CHROMIUM), visit(request, slug))
    except NotFound:
        raise Http404 from None
    except LivecurveError as error:
        return render(request, "report_failed.html", {"error": error}, status=error.status)
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{slug}.pdf"'
    response["Cache-Control"] = "no-store"
    return response


def visit(request: HttpRequest, slug: str) -> Visit:
    """As whoever asks would open it, and with nothing that he may not: where he needs a token
    or a session to read, so does Chromium, though it comes from this machine."""
    asking = caller(request)
    headers = {name: asking.headers[name] for name in PASSED_ON if name in asking.headers}
    if not asking.is_local:
        headers["x-forwarded-for"] = request.META.get("REMOTE_ADDR", "")
    names = (settings.SESSION_COOKIE_NAME, settings.LANGUAGE_COOKIE_NAME)
    cookies = {name: request.COOKIES[name] for name in names if name in request.COOKIES}
    query = request.GET.copy()
    query["kiosk"] = ""
    path = f"{reverse('dashboard', args=[slug])}?{query.urlencode()}"
    # Chromium speaks to the server itself, without what does TLS before it.
    url = f"http://{request.get_host()}{path}"
    return Visit(url, _listens(request), _name(request.get_host()), headers, cookies)


def _name(host: str) -> str:
    """A host without its port."""
    return host if host.endswith("]") else host.rpartition(":")[0] or host


def _listens(request: HttpRequest) -> str:
    host, port = request.META["SERVER_NAME"], request.META["SERVER_PORT"]
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
