"""`/query` of InfluxDB v1: what clients ask before they write, and no more."""

import re

from django.http import QueryDict

from ...access import Caller, basic_password, with_token
from ...asgi import Reply
from ...door import Request
from ...errors import BadRequest, LivecurveError
from ..decoding import decompress
from ..door import IngestDoor, challenged, doors
from ..influxdb import VERSION_HEADERS

FORM = "application/x-www-form-urlencoded"
DATABASE = "livecurve"
# Names in quotes may hold a semicolon.
_STATEMENT = re.compile(r"""(?:[^;"']|"[^"]*"|'[^']*')+""")
_MADE = re.compile(r"\s*create\s+(database|retention\s+policy)\s+.+", re.I | re.S)
_SHOWN = re.compile(r"\s*show\s+databases\s*", re.I)
_NAMES = {"name": "databases", "columns": ["name"], "values": [[DATABASE]]}


@doors.register("influxdb_v1_query")
class InfluxDbV1Query(IngestDoor):
    """`CREATE DATABASE` is answered as done: there is one, which takes all names; and `SHOW
    DATABASES` names it."""

    path = "/query"
    methods = ("GET", "POST")
    scope = "write"

    def caller(self, request: Request) -> Caller:
        named = with_token(request.caller, basic_password(request.headers))
        return with_token(named, request.parameters.get("p"))

    async def answer(self, request: Request) -> Reply:
        asked = request.parameters.get("q") or await _posted(request, self.body_limit)
        statements = [one for one in _STATEMENT.findall(asked) if one.strip()] or [""]
        results = [
            {"statement_id": number, **_result(statement)}
            for number, statement in enumerate(statements)
        ]
        return Reply.of({"results": results}, headers=VERSION_HEADERS)

    def refuse(self, error: LivecurveError) -> Reply:
        headers = Reply.of_error(error).headers | VERSION_HEADERS
        return challenged(Reply.of({"error": str(error)}, error.status, headers), error)


def _result(statement: str) -> dict[str, object]:
    """What a statement is answered with. Raises BadRequest."""
    if _MADE.fullmatch(statement):
        return {}
    if _SHOWN.fullmatch(statement):
        return {"series": [_NAMES]}
    raise BadRequest(
        "q takes CREATE DATABASE or SHOW DATABASES: readings are asked for at /api/query."
    )


async def _posted(request: Request, limit: int) -> str:
    """The statement of a form."""
    if request.headers.get("content-type", "").partition(";")[0].strip() != FORM:
        return ""
    raw = await request.body(limit)
    return QueryDict(decompress(raw, request.encoding, limit, ("gzip",))).get("q") or ""
