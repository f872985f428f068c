"""All queries of one panel of Grafana's."""

from collections.abc import Collection
from typing import Any

from .definition import Problem
from .definition_fields import queries as checked
from .grafana_queries import queries_of
from .kind import kinds

Query = dict[str, Any]


def panel_queries(
    at: str, kind: str, panel: dict[str, Any], left_out: list[Problem], known: Collection[str]
) -> list[Query]:
    """Those of its targets that map; what does not goes to `left_out`."""
    found: list[Query] = []
    shown = 0
    for place, target in enumerate(targets(panel)):
        try:
            queries = queries_of(target, known, len(found))
            drawn = not queries[-1].get("hidden")
            if drawn and shown == kinds[kind].most:
                raise ValueError(f"The kind {kind} draws one series alone.")
            found = _together(found, queries)
            shown += drawn
        except ValueError as error:
            left_out.append(Problem(f"{at}.targets[{place}]", str(error)))
    return found if kinds[kind].most is None else _as_one(at, found, left_out)


def targets(panel: dict[str, Any]) -> list[Any]:
    given = panel.get("targets")
    return given if isinstance(given, list) else []


def has_buckets(panel: dict[str, Any]) -> bool:
    """Whether its series are the buckets of a histogram, and not values to be counted."""
    options = panel.get("options")
    if isinstance(options, dict) and options.get("calculate") is True:
        return False
    given = [one for one in targets(panel) if isinstance(one, dict)]
    return panel.get("dataFormat") == "tsbuckets" or any(
        one.get("format") == "heatmap" or "_bucket" in str(one.get("expr")) for one in given
    )


def _together(found: list[Query], more: list[Query]) -> list[Query]:
    try:
        return checked([*found, *more])
    except ValueError as error:
        raise ValueError(f"It takes {error}.") from None


def _as_one(at: str, queries: list[Query], left_out: list[Problem]) -> list[Query]:
    """Their series combined, for a kind that draws one: how many there are shows only when it is
    drawn."""
    several = [one for one in queries if "series" in one and ("by" in one or "combine" not in one)]
    if several:
        left_out.append(
            Problem(f"{at}.targets", "Where they are several series, they are combined.")
        )
    return [
        {"combine": "mean", **{name: one[name] for name in one if name != "by"}}
        if one in several
        else one
        for one in queries
    ]
