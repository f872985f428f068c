"""What a body says of a file's columns, to the options that it is read with.

    {"time": {"column": "when", "format": "auto", "zone": "Europe/Berlin"},
     "series": [{"column": "t1", "name": "temperature", "tags": {"room": "lab"}, "unit": "°C"}]}

or, of a long table, in place of `series`:

     "long": {"value": "reading", "series": "sensor", "tags": ["room"], "unit": "°C"}

`table` says how CSV is written, `{"separator": ";", "decimal": ","}`; without it the file's first
lines tell.
"""

import re
from typing import Any

from ..errors import BadParameter, LivecurveError
from ..importing.dialect import DECIMALS, ENCODINGS, POINT, SEPARATORS, UTF_8, Dialect
from ..importing.format import Options
from ..importing.mapping import Long, Shape, Wide
from ..importing.times import UNITS
from ..series_key import SeriesKey, check_unit
from ..timerange import parse_zone

AUTO = "auto"
_PATTERN = re.compile(r"(?:%[YmdHMSyfzbIp]|[^%])+")


def options_of(given: dict[str, Any]) -> Options:
    """Raises BadParameter with a sentence that names the part."""
    time = _object(given.get("time"), "time")
    column = _text(time.get("column"), "time.column")
    form = time.get("format", AUTO)
    precision = form if form in UNITS else None
    pattern = None if form in (AUTO, *UNITS) else _pattern(form)
    try:
        zone = parse_zone(time.get("zone") or None)
    except (LivecurveError, TypeError):
        raise BadParameter("time.zone", "a time zone such as Europe/Berlin") from None
    return Options(column, zone, precision, pattern, _shape(given), _dialect(given))


def _dialect(given: dict[str, Any]) -> Dialect | None:
    if given.get("table") is None:
        return None
    table = _object(given["table"], "table")
    separator, decimal = table.get("separator", ","), table.get("decimal", POINT)
    if separator not in SEPARATORS:
        raise BadParameter("table.separator", "a comma, a semicolon, a tab or a bar")
    if decimal not in DECIMALS or separator == decimal:
        raise BadParameter("table.decimal", "a point, or a comma where another sign separates")
    if (encoding := table.get("encoding", UTF_8)) not in ENCODINGS:
        raise BadParameter("table.encoding", " or ".join(ENCODINGS))
    return Dialect(separator, decimal, encoding)


def _pattern(form: Any) -> str:
    if isinstance(form, str) and _PATTERN.fullmatch(form) and {"%d", "%m"} <= set(_parts(form)):
        return form
    takes = f"auto, {', '.join(UNITS)}, or a pattern such as %d.%m.%Y %H:%M"
    raise BadParameter("time.format", takes)


def _parts(form: str) -> list[str]:
    return re.findall(r"%.", form)


def _shape(given: dict[str, Any]) -> Shape:
    if "long" in given:
        return _long(_object(given["long"], "long"))
    listed = given.get("series")
    if not isinstance(listed, list) or not listed:
        raise BadParameter("series", "a list of at least one column that is a series")
    series: dict[str, SeriesKey] = {}
    units: dict[SeriesKey, str] = {}
    for place, one in enumerate(listed):
        at = f"series[{place}]"
        fields = _object(one, at)
        key = _key(fields, at)
        if key in series.values():
            raise BadParameter(f"{at}.name", "a name that no other column has, or other tags")
        series[_text(fields.get("column"), f"{at}.column")] = key
        if unit := _unit(fields, at):
            units[key] = unit
    return Wide(series, units)


def _key(fields: dict[str, Any], at: str) -> SeriesKey:
    name = _text(fields.get("name") or fields.get("column"), f"{at}.name")
    tags = fields.get("tags") or {}
    if not isinstance(tags, dict) or not all(isinstance(one, str) for one in tags.values()):
        raise BadParameter(f"{at}.tags", 'an object such as {"room": "lab"}')
    try:
        key = SeriesKey.parse(name)
        return SeriesKey.of(key.name, {**dict(key.tags), **tags})
    except ValueError as error:
        raise BadParameter(f"{at}.name", f"the name of a series: {error}") from None


def _long(fields: dict[str, Any]) -> Long:
    value = _text(fields.get("value"), "long.value")
    series, name = fields.get("series") or "", fields.get("name") or ""
    if not isinstance(series, str) or not isinstance(name, str) or bool(series) == bool(name):
        raise BadParameter("long", "either series, the column of names, or name, that of all")
    tags = fields.get("tags") or []
    if not isinstance(tags, list) or not all(isinstance(tag, str) and tag for tag in tags):
        raise BadParameter("long.tags", "a list of columns")
    if name:
        _key({"name": name}, "long")
    return Long(value, series, name, tuple(tags), _unit(fields, "long"))


def _unit(fields: dict[str, Any], at: str) -> str:
    unit = fields.get("unit") or ""
    try:
        return check_unit(unit) if unit else ""
    except (ValueError, TypeError) as error:
        raise BadParameter(f"{at}.unit", f"a unit: {error}") from None


def _object(given: Any, name: str) -> dict[str, Any]:
    if not isinstance(given, dict):
        raise BadParameter(name, "an object")
    return given


def _text(given: Any, name: str) -> str:
    if not isinstance(given, str) or not given:
        raise BadParameter(name, "the name of a column")
    return given
