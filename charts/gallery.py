"""What the gallery shows: each kind of chart with readings of the demo or of this machine."""

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext

from .kind import about, kinds


class Said(str):
    """A text for people, among words that options are made of."""

    __slots__ = ()


_ = Said

CPU = 'machine_cpu{core="total"}'
CORES = 'machine_cpu{core!="total"}'
SEATTLE = "America/Los_Angeles"


@dataclass(frozen=True, slots=True)
class Shown:
    """One panel; `w` and `h` are its size on a grid of 12 columns."""

    kind: str
    title: str
    w: int
    h: int
    queries: list[dict[str, str]] = field(default_factory=list)
    unit: str = ""
    options: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Section:
    """Panels that share a range."""

    title: str
    start: str
    end: str
    panels: tuple[Shown, ...]


def _of(series: str, label: str = "", **more: str) -> dict[str, str]:
    return {"series": series, "label": label, **more}


MACHINE = Section(
    _("This machine, now"),
    "now-5m",
    "now",
    (
        Shown(
            "line",
            _("Each core"),
            6,
            4,
            [_of(CORES, _("Core {core}"))],
            "%",
            {"min": 0, "max": 100},
        ),
        Shown(
            "area",
            _("Memory"),
            6,
            4,
            [
                _of("machine_memory_used", _("Used")),
                _of("machine_memory_available", _("Available")),
            ],
            "B",
            {"stack": True},
        ),
        Shown("bar", _("Written to disk"), 6, 4, [_of("machine_disk_write", _("Written"))], "B/s"),
        Shown(
            "gauge", _("Processor"), 3, 4, [_of(CPU, _("All cores"))], "%", {"min": 0, "max": 100}
        ),
        Shown("stat", _("Load"), 3, 4, [_of('machine_load{period="1m"}', _("Load"))]),
        Shown(
            "table",
            _("Cores in figures"),
            6,
            3,
            [_of(CPU, _("All cores")), _of(CORES, _("Core {core}"))],
            "%",
        ),
        Shown(
            "top",
            _("The busiest cores"),
            6,
            3,
            [_of(CORES, _("Core {core}"))],
            "%",
            {"by": "mean", "limit": 8, "min": 0, "max": 100},
        ),
        Shown("candlestick", _("Processor"), 6, 5, [_of(CPU, _("All cores"))], "%"),
        Shown(
            "density", _("How busy, and when"), 6, 5, [_of(CPU, _("All cores"))], "%", {"bins": 12}
        ),
        Shown("histogram", _("How busy, how often"), 6, 5, [_of(CPU, _("All cores"))], "%"),
        Shown(
            "scatter",
            _("Processor and its cores"),
            6,
            5,
            [_of(CPU, _("All cores")), _of(CORES, _("Core {core}"))],
            "%",
        ),
    ),
)
SUMMER = Section(
    _("A summer in Seattle"),
    "2015-05-01T00:00-07:00",
    "2015-10-01T00:00-07:00",
    (
        Shown(
            "states",
            _("Weather"),
            12,
            3,
            [_of("seattle_weather", _("Seattle"))],
            options={
                "names": dict(
                    zip(
                        "01234",
                        (_("Sun"), _("Fog"), _("Drizzle"), _("Rain"), _("Snow")),
                        strict=True,
                    )
                )
            },
        ),
    ),
)
YEAR = Section(
    _("A year in Seattle"),
    "2010-01-01T00:00-08:00",
    "2011-01-01T00:00-08:00",
    (
        Shown(
            "heatmap",
            _("Temperature by hour and day"),
            12,
            6,
            [_of("seattle_temperature", _("Temperature"))],
            "°F",
            {"zone": SEATTLE},
        ),
    ),
)
YEARS = Section(
    _("Four years in Seattle"),
    "2012-01-01T00:00-08:00",
    "2016-01-01T00:00-08:00",
    (
        Shown(
            "calendar",
            _("Warmest of each day"),
            12,
            8,
            [_of("seattle_temperature_max", _("Highest"))],
            "°C",
            {"zone": SEATTLE},
        ),
        Shown(
            "scatter",
            _("Coldest and warmest of the same days"),
            6,
            6,
            [
                _of("seattle_temperature_min", _("Lowest of the day")),
                _of("seattle_temperature_max", _("Highest")),
            ],
            "°C",
        ),
        Shown("histogram", _("Wind"), 6, 6, [_of("seattle_wind", _("Wind"))], "m/s"),
    ),
)
LONG = Section(
    _("Long records"),
    "1958-01-01",
    "2002-01-01",
    (
        Shown(
            "candlestick",
            _("Carbon dioxide at Mauna Loa, by the year"),
            8,
            6,
            [_of("mauna_loa_co2", _("CO₂"), step="1y")],
            "ppm",
        ),
        Shown(
            "text",
            _("About it"),
            4,
            6,
            options={
                "text": _(
                    "# The Keeling curve\n\nEvery week since **1958** the air above "
                    "Mauna Loa has been measured. It *breathes*: plants take up carbon dioxide in "
                    "the northern summer, and give it back in winter.\n\n"
                    "| | ppm |\n|---|--:|\n| 1958 | 315 |\n| 2001 | 371 |\n\n"
                    "[See the whole curve](/d/co2/)"
                )
            },
        ),
    ),
)
SECTIONS = (MACHINE, SUMMER, YEAR, YEARS, LONG)


def shown() -> list[dict[str, Any]]:
    """The sections as the page needs them, in its language; ids of panels are their places in
    their section."""
    return [
        {
            "title": gettext(section.title),
            "start": section.start,
            "end": section.end,
            "panels": [_panel(place, one) for place, one in enumerate(section.panels)],
        }
        for section in SECTIONS
    ]


def _panel(place: int, one: Shown) -> dict[str, Any]:
    fields = ("kind", "title", "w", "h", "queries", "unit", "options")
    return {
        "id": place,
        **{name: _said(getattr(one, name)) for name in fields},
        "about": gettext(about(kinds[one.kind])).replace("`", ""),
        "series": [query["series"] for query in one.queries],
    }


def _said(value: Any) -> Any:
    """What of a panel is a text, in the language of the page."""
    if isinstance(value, dict):
        return {name: _said(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_said(one) for one in value]
    return gettext(value) if isinstance(value, Said) else value
