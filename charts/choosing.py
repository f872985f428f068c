"""Which values of a dashboard's variables are chosen, by an address or by default."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from timeseries.errors import BadParameter, LivecurveError
from timeseries.series_key import NAME_LENGTH
from timeseries.tag_values import tag_values

from .substitution import Choices, Picked, in_selector
from .variables import Variable, variables_of

# In an address: all values, those to come too.
EVERY = "$__all"
PREFIX = "var-"
# More values than these are not named one by one: any value then matches.
NAMED = 50
# Of one variable in an address.
MOST_ASKED = 1_000

Asked = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Choice:
    """A variable, all values there are for it, and what is chosen of them; `error` says why
    there are none."""

    variable: Variable
    offered: Sequence[str]
    picked: Picked
    error: str = ""


def asked_of(given: Any) -> dict[str, list[str]]:
    """The `var-NAME=value` of a query string (a QueryDict), each any number of times."""
    return {
        name.removeprefix(PREFIX): [
            text[:NAME_LENGTH] for text in given.getlist(name)[:MOST_ASKED] if text
        ]
        for name in given
        if name.startswith(PREFIX)
    }


def asked_in(body: Mapping[str, Any]) -> dict[str, list[str]]:
    """The same of a JSON body: `{"var-host": ["a", "b"]}`, or one text. Raises BadParameter."""
    return {
        name.removeprefix(PREFIX): _texts(name, given)
        for name, given in body.items()
        if name.startswith(PREFIX)
    }


def _texts(name: str, given: Any) -> list[str]:
    texts = [given] if isinstance(given, str) else given
    fits = isinstance(texts, list) and len(texts) <= MOST_ASKED
    if not fits or not all(isinstance(text, str) and len(text) <= NAME_LENGTH for text in texts):
        raise BadParameter(name, f"a value of its variable, or a list of at most {MOST_ASKED}")
    return [text for text in texts if text]


def chosen(documents: Any, asked: Asked) -> dict[str, Choice]:
    """The choice of each variable of a stored list, by its name, in their order. On a thread."""
    found: dict[str, Choice] = {}
    for variable in variables_of(documents):
        picked = {name: choice.picked for name, choice in found.items()}
        try:
            offered, error = _offered(variable, picked), ""
        except LivecurveError as failed:
            offered, error = [], str(failed)
        picks = _picked(variable, offered, asked.get(variable.name, ()))
        found[variable.name] = Choice(variable, offered, picks, error)
    return found


def choices_of(chosen: Mapping[str, Choice]) -> Choices:
    """What stands for each variable."""
    return {name: choice.picked for name, choice in chosen.items()}


def _offered(variable: Variable, choices: Choices) -> Sequence[str]:
    if variable.values:
        return variable.values
    return tag_values(in_selector(variable.series, choices), variable.tag)


def _picked(variable: Variable, offered: Sequence[str], asked: Sequence[str]) -> Picked:
    """What was asked for, as far as the variable takes it; else its default, all, or the first."""
    for wanted in (asked, variable.default):
        if EVERY in wanted and variable.all:
            return _every(variable, offered)
        fitting = _fitting(variable, offered, wanted)
        if fitting:
            return Picked(fitting)
    return _every(variable, offered) if variable.all else Picked(tuple(offered[:1]))


def _fitting(variable: Variable, offered: Sequence[str], wanted: Sequence[str]) -> tuple[str, ...]:
    """Of a chained variable only what the others leave; each value once."""
    values = [one for one in dict.fromkeys(wanted) if one != EVERY]
    if variable.uses:
        known = set(offered)
        values = [one for one in values if one in known]
    return tuple(values if variable.multi else values[:1])


def _every(variable: Variable, offered: Sequence[str]) -> Picked:
    too_many = not variable.values and len(offered) > NAMED
    return Picked(tuple(offered), every=True, any=too_many)
