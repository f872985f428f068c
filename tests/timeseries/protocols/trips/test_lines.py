"""Lines of Graphite come back as they were sent."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from ..parsing import ARRIVED, parse
from .sending import Expected, doubles, integers, milliseconds, trips, words

paths = words(";", spaces=False)
tags = st.dictionaries(words(";=", spaces=False), paths, max_size=2)
# -1 second is the time of arrival.
times = st.none() | milliseconds.filter(lambda at: at != -1000)
lines = st.tuples(paths, tags, doubles | integers, times, st.booleans())


@trips
@given(st.lists(lines, max_size=5), st.sampled_from(["\n", "\r\n"]))
def test_lines_of_graphite(
    sent: list[tuple[str, dict[str, str], float, int | None, bool]], end: str
) -> None:
    expected, content = Expected(), ""
    for path, tags, value, time, is_whole in sent:
        stamp = "-1"
        if time is not None:
            time = time // 1000 * 1000 if is_whole and time >= 0 else time
            stamp = str(time // 1000) if time % 1000 == 0 else f"{Decimal(time).scaleb(-3):f}"
        expected.add(path, tags, ARRIVED if time is None else time * 1000, value)
        named = path + "".join(f";{tag}={text}" for tag, text in tags.items())
        content += f"{named} {value!r} {stamp}{end}"
    expected.is_all_of(parse("graphite", content))
