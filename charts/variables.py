"""What a dashboard's variables are: names for what a viewer chooses, such as `$host`.

A definition has them as a list. `$host` or `${host}` stands for what was chosen in titles,
selectors, labels, formulas and texts; what is no name of a variable stays as it is.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from timeseries.errors import LivecurveError
from timeseries.selector import FORM, parse_selector
from timeseries.series_key import NAME_LENGTH

VARIABLES = 50
VALUES = 1_000
TEXT = 2_000
FIELDS = ("name", "label", "series", "tag", "values", "multi", "all", "default")
PLACE = re.compile(r"\$(?:\{([A-Za-z_]\w*)\}|([A-Za-z_]\w*))", re.ASCII)
_NAME = re.compile(r"[A-Za-z_]\w{0,39}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Variable:
    """One variable. Its values are those of `tag` among the series that `series` matches, or
    the list `values`. With `multi` several may be chosen at once, with `all` all of them;
    `default` is what is chosen when nobody has."""

    name: str
    label: str = ""
    series: str = ""
    tag: str = ""
    values: tuple[str, ...] = ()
    multi: bool = False
    all: bool = False
    default: tuple[str, ...] = ()

    @property
    def uses(self) -> set[str]:
        """The names of the variables in its selector."""
        return names_in(self.series)


def names_in(text: str) -> set[str]:
    """The names that stand in a text as variables do."""
    return {match[1] or match[2] for match in PLACE.finditer(text)}


def with_stand_ins(text: str) -> str:
    """The text with a word in the place of each variable: what can be checked before anything
    is chosen."""
    return PLACE.sub("x", text)


def variables_of(documents: Any) -> list[Variable]:
    """The variables of a stored list; what cannot be read is left out."""
    try:
        return [_variable(one) for one in checked(documents)]
    except ValueError:
        return []


def checked(value: Any) -> list[dict[str, Any]]:
    """The list in its one form: fields in order, without those at their defaults. Raises
    ValueError whose text goes on after "takes"."""
    if not isinstance(value, list) or len(value) > VARIABLES:
        raise ValueError(f"a list of at most {VARIABLES} variables")
    found: list[dict[str, Any]] = []
    for place, one in enumerate(value):
        try:
            found.append(_checked(one, {above["name"] for above in found}))
        except ValueError as error:
            raise ValueError(f"in [{place}] {error}") from None
    return found


def _checked(given: Any, above: set[str]) -> dict[str, Any]:
    if not isinstance(given, dict):
        raise ValueError('an object such as {"name": "host", "series": "cpu", "tag": "host"}')
    if unknown := sorted(str(name) for name in given.keys() - set(FIELDS)):
        raise ValueError(f"the fields {', '.join(FIELDS)}, and not {unknown[0]:.40}")
    _check_name(given.get("name"), above)
    for name in ("label", "series", "tag"):
        _text(given, name)
    for name in ("multi", "all"):
        if not isinstance(given.get(name, False), bool):
            raise ValueError(f"true or false as {name}")
    values, default = (_texts(given, name) for name in ("values", "default"))
    _check_source(given, values, above)
    if len(default) > 1 and not given.get("multi"):
        raise ValueError("one default, or multi as well")
    return {name: given[name] for name in FIELDS if given.get(name)}


def _check_name(name: Any, above: set[str]) -> None:
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        raise ValueError("a name of at most 40 letters of a to z, digits and underscores")
    if name in above:
        raise ValueError(f"a name that no other has, and not {name}")


def _check_source(given: Mapping[str, Any], values: Sequence[str], above: set[str]) -> None:
    series, tag = given.get("series"), given.get("tag")
    if bool(values) == bool(series) or bool(series) != bool(tag):
        raise ValueError("either series and tag, or values")
    if not series:
        return
    if strangers := names_in(series) - above:
        raise ValueError(f"only variables above it in series, and not {min(strangers)}")
    try:
        parse_selector(with_stand_ins(series))
    except LivecurveError:
        raise ValueError(f"a selector such as {FORM} as series") from None


def _text(given: Mapping[str, Any], name: str) -> str:
    text = given.get(name, "")
    if not isinstance(text, str) or len(text) > TEXT or "\0" in text:
        raise ValueError(f"a text of at most {TEXT} characters as {name}")
    return text


def _texts(given: Mapping[str, Any], name: str) -> list[str]:
    texts = given.get(name, [])
    fits = isinstance(texts, list) and len(texts) <= VALUES
    if not fits or not all(_is_value(text) for text in texts) or len(set(texts)) < len(texts):
        raise ValueError(
            f"at most {VALUES} texts of 1 to {NAME_LENGTH} characters as {name}, each once"
        )
    return list(texts)


def _is_value(text: Any) -> bool:
    return isinstance(text, str) and 0 < len(text) <= NAME_LENGTH and "\0" not in text


def _variable(document: Mapping[str, Any]) -> Variable:
    lists: Iterable[str] = ("values", "default")
    return Variable(**{**document, **{name: tuple(document.get(name, ())) for name in lists}})
