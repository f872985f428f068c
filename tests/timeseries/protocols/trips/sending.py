"""What clients may send by any protocol, and what should come back of it."""

import os
from collections.abc import Mapping

from hypothesis import settings
from hypothesis import strategies as st

from timeseries.ingest.protocol import Parsed
from timeseries.series_key import SeriesKey
from timeseries.timerange import EARLIEST, LATEST

from ..parsing import Readings, readings, refused, states

# Of each protocol.
trips = settings(max_examples=2_000 if os.environ.get("SOAK") == "full" else 100)

ODD = [
    *("room_temperature", "a b", "a,b", "a=b", 'a"b', "a\\b", "a{b}", "a|b", "a:b", "a;b", "a/b"),
    *("*", "#", "°C", "温度", "🌡", "e\u0301", "\u202eabc", "null", "1e5", "-1", "°" * 60),
]


def words(without: str = "", spaces: bool = True) -> st.SearchStrategy[str]:
    """Texts that name something: any, but for what a protocol cannot write."""
    # No name has control characters or surrogates.
    if spaces:
        letters = st.characters(exclude_categories=("Cc", "Cs"), exclude_characters=without)
    else:
        letters = st.characters(exclude_categories=("Cc", "Cs", "Z"), exclude_characters=without)
    odd = [word for word in ODD if not set(word) & {*without, *("" if spaces else " ")}]
    return st.text(letters, min_size=1, max_size=8) | st.sampled_from(odd)


names = words()
tags = st.dictionaries(names, names, max_size=2)
doubles = st.floats(allow_nan=False, allow_infinity=False)
integers = st.integers(-(2**63), 2**63 - 1)
# Also such as seconds in doubles hold least exactly.
milliseconds = st.integers(-(-EARLIEST // 1000), LATEST // 1000) | st.builds(
    lambda power, more: 2**power * 1000 + more, st.integers(24, 37), st.integers(0, 999)
)


class Expected:
    """Numbers and states by the key of their series, in the order in which they are sent."""

    def __init__(self) -> None:
        self._numbers: Readings = {}
        self._states: dict[str, list[tuple[int, str]]] = {}

    def add(self, name: str, tags: Mapping[str, str], time: int, value: float | str) -> None:
        """One reading, at a time in µs."""
        key = SeriesKey.of(name, tags).text
        if isinstance(value, str):
            self._states.setdefault(key, []).append((time, value))
        else:
            self._numbers.setdefault(key, []).append((time, float(value)))

    def is_all_of(self, parsed: Parsed) -> None:
        assert refused(parsed) == []
        assert _told_apart(readings(parsed)) == _told_apart(self._numbers)
        assert states(parsed) == self._states


def _told_apart(found: Readings) -> dict[str, list[tuple[int, str]]]:
    """With values as texts, of which no two doubles share one, -0 and 0 neither."""
    return {key: [(time, value.hex()) for time, value in some] for key, some in found.items()}
