"""What a client of the live doors wants to follow, and from where on."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

import orjson

from timeseries.errors import BadParameter, BadRequest

MOST_FOLLOWED = 200
LARGEST_CURSOR = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Wishes:
    """Ids and selectors, and the last cursor that the client has seen."""

    texts: tuple[str, ...]
    cursor: int | None = None
    # Given by the client in the same breath: no more of these.
    without: tuple[str, ...] = ()


def wishes_of_query(query: bytes, last_event_id: str | None = None) -> Wishes:
    """`?series=` repeated or ids joined by commas, and `Last-Event-ID` (a browser's own, and
    so newer) or `?cursor=`. Raises BadParameter."""
    pairs = parse_qsl(query.decode("utf-8", "replace"))
    texts: list[str] = []
    for name, value in pairs:
        if name == "series":
            ids = value.split(",")
            texts += ids if all(part.strip().isdecimal() for part in ids) else [value]
    return Wishes(
        few_enough("series", texts), cursor_of(last_event_id or dict(pairs).get("cursor"))
    )


def wishes_of_message(text: str | None) -> Wishes:
    """`{"subscribe": [1, "cpu*"], "unsubscribe": [2], "cursor": "7"}` of a WebSocket, of which
    one part is enough. Raises BadRequest."""
    try:
        given = orjson.loads(text or "")
    except orjson.JSONDecodeError as error:
        raise BadRequest(f"The message is not JSON: {error}.") from None
    if not isinstance(given, dict) or not given.keys() & {"subscribe", "unsubscribe"}:
        raise BadRequest('A message takes {"subscribe": [1, 2]} or {"unsubscribe": [1]}.')
    texts, without = (_texts(name, given.get(name, [])) for name in ("subscribe", "unsubscribe"))
    return Wishes(texts, cursor_of(given.get("cursor")), without)


def _texts(name: str, given: Any) -> tuple[str, ...]:
    takes = isinstance(given, list) and all(
        isinstance(one, int | str) and not isinstance(one, bool) for one in given
    )
    if not takes:
        raise BadParameter(name, "a list of ids or selectors")
    return few_enough(name, [str(one) for one in given]) if given else ()


def few_enough(name: str, texts: Sequence[str]) -> tuple[str, ...]:
    """The texts, without white space around them. Raises BadParameter."""
    if not 1 <= len(texts) <= MOST_FOLLOWED:
        raise BadParameter(name, f"1 to {MOST_FOLLOWED} ids or selectors")
    return tuple(text.strip() for text in texts)


def cursor_of(given: Any) -> int | None:
    """Raises BadParameter for what is no cursor."""
    if given is None or given == "":
        return None
    text = str(given)
    if isinstance(given, bool) or not (text.isascii() and text.isdecimal()):
        raise BadParameter("cursor", "the cursor of a frame that was received")
    return min(int(text[:20]), LARGEST_CURSOR)
