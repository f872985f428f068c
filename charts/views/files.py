"""The doors by which dashboards leave as text and come in: decode, call, encode."""

from typing import Any

from django.http import HttpRequest, HttpResponse

from timeseries.answers import answer
from timeseries.boundary import door
from timeseries.parameters import Parameters
from timeseries.threads import readers

from .. import editing
from ..dashboard_file import Plan, WrittenFormat, read_text, written_format
from ..editors import editor
from ..importing import carry_out, foresee
from .bodies import text_of
from .editing import edits


@door("GET", scope="read")
async def export(request: HttpRequest, slug: str) -> HttpResponse:
    """`GET /api/dashboards/SLUG/export`: a file."""
    form = written_format(Parameters(request.GET).text("format") or "json")
    response = await readers.run(as_text, slug, form)
    response["Content-Disposition"] = f'attachment; filename="{slug}{form.suffix}"'
    return response


@door("POST", scope="read")
@edits
async def take_in(request: HttpRequest) -> HttpResponse:
    """`POST /api/dashboards/import`: a text in any format; `preview=true` makes nothing."""
    parameters = Parameters(request.GET)
    preview = parameters.switch("preview", False)
    replace = parameters.switch("replace", False)
    who = await editor(request, "add")
    if replace:
        await editor(request, "change")
    plan = await readers.run(read_text, text_of(request))
    done = await readers.run(foresee, plan, replace)
    if not preview:
        done = await readers.run(carry_out, plan, replace, who)
    return answer({"dashboards": [one.as_json() for one in done], **_left_out(plan)})


def as_text(slug: str, form: WrittenFormat) -> HttpResponse:
    """A dashboard in this format, as it stands. On a thread; raises NotFound."""
    text = form.write(editing.found_definition(slug))
    headers = {"Content-Type": f"{form.media_type}; charset=utf-8", "Cache-Control": "no-store"}
    return HttpResponse(text, headers=headers)


def _left_out(plan: Plan) -> dict[str, Any]:
    return {"not_mapped": [problem.as_json() for problem in plan.left_out]}
