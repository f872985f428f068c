"""Texts as JSON, for the formats that are."""

import json
from typing import Any


def as_json(text: str) -> Any:
    """The value of a text. Raises ValueError with where it breaks."""
    try:
        return json.loads(text, parse_constant=_refused)
    except RecursionError:
        raise ValueError("it is nested too deep") from None
    except json.JSONDecodeError as error:
        raise ValueError(f"line {error.lineno}, column {error.colno}: {error.msg}") from None


def json_or_none(text: str) -> Any:
    """The value of a text that is JSON; None for any other."""
    try:
        return as_json(text)
    except ValueError:
        return None


def _refused(constant: str) -> float:
    raise ValueError(f"{constant} is no number of JSON")
