"""What the editing doors share: bodies and versions read, answers made."""

from typing import Any

from django.http import HttpRequest, HttpResponse

from timeseries.answers import answer, error_body
from timeseries.errors import BadParameter, BadRequest

from ..definition import BadDefinition
from ..editing import Stale
from ..models import Dashboard
from ..stored import definition_of

NUMBER_DIGITS = 9
ANY = "*"


def text_of(request: HttpRequest) -> str:
    """The body as text. Raises BadRequest."""
    try:
        return request.body.decode("utf-8")
    except UnicodeDecodeError:
        raise BadRequest("The body is not UTF-8.") from None


def version_of(request: HttpRequest, given: dict[str, Any]) -> int | None:
    """The version that a change was made to, from the header If-Match or the body; None for
    whichever there is (`If-Match: *`). Raises BadParameter when it is not said."""
    header = request.headers.get("If-Match", "").strip().removeprefix("W/").strip('"')
    if header == ANY:
        return None
    text = header or str(given.get("version", ""))
    if text.isascii() and text.isdecimal() and len(text) <= NUMBER_DIGITS:
        return int(text)
    raise BadParameter(
        "version",
        "the number that GET answered, in the body or as If-Match; `If-Match: *` changes any",
    )


def definition_answer(dashboard: Dashboard, status: int = 200) -> HttpResponse:
    """The definition with the ids of the panels and the version, which is the ETag too."""
    response = answer(described(dashboard), status)
    response["ETag"] = f'"{dashboard.version}"'
    return response


def described(dashboard: Dashboard) -> dict[str, Any]:
    """All fields of a dashboard and its panels, defaults too."""
    own = ("slug", "title", "description", "folder", "tags", "start", "end", "version")
    of_panel = ("id", "title", "kind", "unit", "x", "y", "w", "h", "queries", "options")
    return {
        **{name: getattr(dashboard, name) for name in own},
        "panels": [
            {name: getattr(panel, name) for name in of_panel} for panel in dashboard.panels.all()
        ],
    }


def document_of(dashboard: Dashboard) -> dict[str, Any]:
    """The definition as a body may change it: panels with the ids that they have."""
    document = described(dashboard)
    return {**definition_of(dashboard).as_document(), "panels": document["panels"]}


def explained(error: BadDefinition) -> HttpResponse:
    """422 with a sentence for each part that is wrong."""
    problems = [problem.as_json() for problem in error.problems]
    return answer({**error_body(error), "problems": problems}, 422)


def stale(error: Stale) -> HttpResponse:
    """409 with the version that there is."""
    return answer({**error_body(error), "version": error.version}, error.status)
