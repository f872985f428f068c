"""The own grammar of line protocol beside an independent parser, on the same lines."""

from hypothesis import given, settings
from hypothesis import strategies as st
from line_protocol_parser import parse_line

from timeseries.series_key import SeriesKey

from .parsing import parse, readings

plain = st.text("abcXYZ0189_-.:/°温", min_size=1, max_size=8)
spaced = st.text('ab ,="', min_size=1, max_size=5).filter(lambda text: '"' not in text)
word = plain | spaced
floats = st.floats(-1e300, 1e300).filter(lambda value: value == 0 or abs(value) > 1e-300)
values = st.one_of(
    floats.map(repr),
    st.integers(-(2**63), 2**63 - 1).map("{}i".format),
    st.sampled_from(["t", "T", "true", "f", "F", "false"]),
    plain.map('"{}"'.format),
)
times = st.integers(-(10**18), 4 * 10**18)


def escaped(text: str) -> str:
    return "".join(f"\\{character}" if character in " ,=" else character for character in text)


def expected(line: str) -> dict[str, list[tuple[int, float]]]:
    """The readings of a line by the reference."""
    found = parse_line(line)
    return {
        SeriesKey.of(
            found["measurement"] if name == "value" else f"{found['measurement']}_{name}",
            found["tags"],
        ).text: [(found["time"] // 1000, float(value))]
        for name, value in found["fields"].items()
        if not isinstance(value, str)
    }


@settings(max_examples=150)
@given(
    measurement=plain,
    tags=st.dictionaries(word, word, max_size=3),
    fields=st.dictionaries(word, values, min_size=1, max_size=5),
    time=times,
)
def test_a_line_reads_as_an_independent_parser_reads_it(
    measurement: str, tags: dict[str, str], fields: dict[str, str], time: int
) -> None:
    head = ",".join([measurement, *(f"{escaped(t)}={escaped(v)}" for t, v in tags.items())])
    body = ",".join(f"{escaped(name)}={value}" for name, value in fields.items())
    line = f"{head} {body} {time}"
    assert readings(parse("line_protocol", line)) == expected(line)
