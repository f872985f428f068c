"""The JSON doors of dashboards and panels: decode, call, encode."""

from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import override

from timeseries.answers import answer
from timeseries.bodies import json_object
from timeseries.boundary import door
from timeseries.errors import BadParameter, NotFound
from timeseries.parameters import Parameters
from timeseries.threads import readers
from timeseries.timerange import TimeRange, now, parse_range, parse_zone

from ..by_column import by_column
from ..choosing import Asked, asked_in, asked_of, choices_of, chosen
from ..dashboard_file import written_format
from ..editing import found
from ..models import Dashboard, Panel
from ..options import dashboard_data, draw
from ..repeating import Placed, laid_out, sample
from ..seen import seen
from ..shipped import tell
from ..variables import checked
from .bodies import definition_answer
from .editing import change
from .files import as_text
from .languages import language

ID_DIGITS = 18
EXAMPLE = '{"panels": [{"kind": "line"}]}'
# Of one request that draws panels which are not stored.
MOST_DRAWN = 200


@door("GET", scope="read")
async def panel_option(request: HttpRequest, pk: str) -> HttpResponse:
    """`GET /api/panels/ID/option`: the ECharts option with its data."""
    panel = await _panel(pk)
    parameters = Parameters(request.GET)
    zone = parameters.zone() or parse_zone(panel.dashboard.zone)
    timerange = _range(parameters, panel.dashboard, zone)
    [placed] = await readers.run(_with_choices, panel, asked_of(request.GET))
    _, [drawing] = await draw([placed.panel], timerange, parameters.width(), zone)
    return answer(drawing.whole_option(timerange))


@door("GET", "PUT", "PATCH", "DELETE", scope="read")
async def dashboard(request: HttpRequest, slug: str) -> HttpResponseBase:
    """`GET /api/dashboards/SLUG`: the definition, or with `format` the text of its file."""
    if request.method != "GET":
        return await change(request, slug)
    if form := Parameters(request.GET).text("format"):
        return await readers.run(as_text, slug, written_format(form))
    return await readers.run(_described, slug)


@door("GET", scope="read")
async def data(request: HttpRequest, slug: str) -> HttpResponse:
    """`GET /api/dashboards/SLUG/data`: options and columns of its panels, of one moment."""
    board = await readers.run(found, slug)
    parameters = Parameters(request.GET)
    zone = parameters.zone() or parse_zone(board.zone)
    timerange, width = _range(parameters, board, zone), parameters.width()
    as_seen = await readers.run(seen, board, asked_of(request.GET))
    panels = _chosen([one.panel for one in as_seen.panels], parameters.text("panels"))
    with override(language(parameters)):
        tell(slug, panels)
    errors = {one.panel.pk: one.error for one in as_seen.panels if one.error}
    drawn = await dashboard_data(panels, timerange, width, zone, errors)
    return answer(_packed({**drawn, "version": board.version}, parameters))


@door("POST", scope="read")
async def drawing(request: HttpRequest) -> HttpResponse:
    """`POST /api/draw`: options and columns of panels that belong to no dashboard."""
    body = json_object(request.body, EXAMPLE)
    parameters = Parameters(body)
    zone = parameters.zone()
    timerange = parse_range(parameters.text("start"), parameters.text("end"), now(), zone)
    panels = [_unsaved(place, one) for place, one in enumerate(_listed(body.get("panels")))]
    variables, asked = _variables(body.get("variables", [])), asked_in(body)
    placed = await readers.run(_samples, panels, variables, asked)
    errors = {one.panel.pk: one.error for one in placed if one.error}
    filled = [one.panel for one in placed]
    drawn = await dashboard_data(filled, timerange, parameters.width(), zone, errors)
    return answer(_packed(drawn, parameters))


def _packed(drawn: dict[str, Any], parameters: Parameters) -> Any:
    return by_column(drawn) if parameters.switch("by_column", False) else drawn


def _variables(given: Any) -> list[dict[str, Any]]:
    try:
        return checked(given)
    except ValueError as error:
        raise BadParameter("variables", str(error)) from None


def _samples(panels: list[Panel], variables: list[dict[str, Any]], asked: Asked) -> list[Placed]:
    choices = choices_of(chosen(variables, asked))
    return [sample(panel, choices) for panel in panels]


def _listed(panels: Any) -> list[Any]:
    if not isinstance(panels, list) or len(panels) > MOST_DRAWN:
        raise BadParameter("panels", f"a list of at most {MOST_DRAWN} panels")
    return panels


def _unsaved(place: int, entry: Any) -> Panel:
    """A panel by its fields, all of which may be left out but the kind; `id` is its place."""
    if not isinstance(entry, dict) or not isinstance(entry.get("kind"), str):
        raise BadParameter(f"panels[{place}]", 'an object such as {"kind": "line"}')
    texts = {name: entry.get(name, "") for name in ("title", "unit")}
    if not all(isinstance(text, str) for text in texts.values()):
        raise BadParameter(f"panels[{place}]", "texts as title and unit")
    queries, options = entry.get("queries", []), entry.get("options", {})
    return Panel(pk=place, kind=entry["kind"], queries=queries, options=options, **texts)


async def _panel(pk: str) -> Panel:
    # What is no id of a row is asked of no database.
    if pk.isascii() and pk.isdecimal() and len(pk) <= ID_DIGITS:
        panel = await Panel.objects.select_related("dashboard").filter(pk=int(pk)).afirst()
        if panel is not None:
            return panel
    raise NotFound(f"There is no panel with id {pk[:20]!a}: see /api/dashboards/SLUG.")


def _described(slug: str) -> HttpResponse:
    return definition_answer(found(slug))


def _with_choices(panel: Panel, asked: Asked) -> list[Placed]:
    """The panel alone; one that repeats, with all that is chosen at once."""
    if isinstance(panel.options, dict):
        panel.options = {**panel.options, "repeat": ""}
    return laid_out([panel], choices_of(chosen(panel.dashboard.variables, asked)))


def _range(parameters: Parameters, dashboard: Dashboard, zone: ZoneInfo | None) -> TimeRange:
    """The range asked for; without one, the dashboard's own."""
    start, end = parameters.text("start"), parameters.text("end")
    if start is None and end is None:
        start, end = dashboard.start, dashboard.end
    return parse_range(start, end, now(), zone)


def _chosen(panels: list[Panel], ids: str | None) -> list[Panel]:
    """The panels whose ids are listed, all of them when no list is given."""
    if ids is None:
        return panels
    known = {str(panel.pk): panel for panel in panels}
    wanted = dict.fromkeys(part.strip() for part in ids.split(","))
    if not wanted.keys() <= known.keys():
        raise BadParameter("panels", "ids of this dashboard's panels, separated by commas")
    return [known[one] for one in wanted]
