import pytest
from hypothesis import given
from hypothesis import strategies as st

from timeseries.promql.faults import BadExpression
from timeseries.promql.parser import parse
from timeseries.promql.signatures import FUNCTIONS, type_of
from timeseries.promql.syntax import (
    NAME,
    Aggregation,
    Call,
    Matcher,
    Matching,
    Negative,
    Number,
    Operation,
    Select,
    Subquery,
    Text,
)
from timeseries.timerange import DAY, HOUR, MINUTE, SECOND

A, B, C = (Select((Matcher(NAME, "=", name),)) for name in "abc")


def test_a_name_selects_its_series() -> None:
    assert parse("machine_cpu") == Select((Matcher(NAME, "=", "machine_cpu"),))


def test_conditions_ranges_and_offsets_are_read() -> None:
    assert parse(
        """up{job="a b", core!='1', site=~`x|y`, zone!~"z.*",}[1h30m] offset -1d"""
    ) == Select(
        (
            Matcher(NAME, "=", "up"),
            Matcher("job", "=", "a b"),
            Matcher("core", "!=", "1"),
            Matcher("site", "=~", "x|y"),
            Matcher("zone", "!~", "z.*"),
        ),
        HOUR + 30 * MINUTE,
        -DAY,
    )


def test_names_and_labels_that_are_no_words_are_written_as_texts() -> None:
    assert parse('{"room.temperature", "room.name"="lab"}') == Select(
        (Matcher(NAME, "=", "room.temperature"), Matcher("room.name", "=", "lab"))
    )


@pytest.mark.parametrize(
    ("text", "value"),
    [("0x1F", 31), (".5e2", 50), ("1.", 1), ("+Inf", float("inf"))],
)
def test_numbers_are_read_in_all_their_forms(text: str, value: float) -> None:
    assert parse(text) == Number(value)


def test_escapes_stand_for_their_characters() -> None:
    assert parse(r'"a\n\x41\101\u00b0\"\\"') == Text('a\nAA°"\\')


def test_operators_bind_as_prometheus_does() -> None:
    assert parse("a + b * c") == Operation("+", A, Operation("*", B, C))
    assert parse("a - b - c") == Operation("-", Operation("-", A, B), C)
    assert parse("a ^ b ^ c") == Operation("^", A, Operation("^", B, C))
    assert parse("-a ^ b") == Negative(Operation("^", A, B))
    assert parse("a or b and c") == Operation("or", A, Operation("and", B, C))
    assert parse("a + b atan2 c") == Operation("+", A, Operation("atan2", B, C))
    assert parse("a > b + c") == Operation(">", A, Operation("+", B, C))


def test_matching_of_vectors_is_read() -> None:
    assert parse("a / on(host) group_left(rack) b") == Operation(
        "/", A, B, Matching(True, ("host",), "left", ("rack",))
    )
    assert parse("a == bool ignoring(core) b") == Operation(
        "==", A, B, Matching(False, ("core",)), as_number=True
    )


def test_aggregations_take_their_labels_on_either_side() -> None:
    wanted = Aggregation("sum", A, ("host", "core"))
    assert parse("sum by (host, core) (a)") == wanted
    assert parse("sum(a) by (host, core)") == wanted
    assert parse("avg without(core)(a)") == Aggregation("avg", A, ("core",), without=True)
    assert parse("topk(3, a)") == Aggregation("topk", A, parameter=Number(3))


def test_functions_are_read() -> None:
    assert parse("rate(a[5m])") == Call("rate", (Select(A.matchers, 5 * MINUTE),))
    assert parse("clamp(a, 0, 1)") == Call("clamp", (A, Number(0), Number(1)))


def test_a_moment_may_be_named() -> None:
    assert parse("a @ 1700000000.5") == Select(A.matchers, at=1_700_000_000_500_000)
    assert parse("a offset 1m @ -5") == Select(A.matchers, offset=MINUTE, at=-5 * SECOND)
    assert parse("a[5m] @ end() offset 1m") == Select(A.matchers, 5 * MINUTE, MINUTE, "end")


def test_subqueries_are_read() -> None:
    inner = Call("rate", (Select(A.matchers, 5 * MINUTE),))
    assert parse("rate(a[5m])[1h:30s]") == Subquery(inner, 60 * MINUTE, 30 * SECOND)
    assert parse("a[1h:] offset 5m") == Subquery(A, 60 * MINUTE, MINUTE, 5 * MINUTE)
    assert parse("(a + b)[1h : 1m] @ start()") == Subquery(
        Operation("+", A, B), 60 * MINUTE, MINUTE, at="start"
    )
    assert parse("a offset 1m [1h:1m]") == Subquery(
        Select(A.matchers, offset=MINUTE), 60 * MINUTE, MINUTE
    )


def test_comments_and_line_breaks_count_for_nothing() -> None:
    assert parse("sum # all of them\n(a)") == Aggregation("sum", A)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "1:1: unexpected 'end of the expression'"),
        ("a +", "1:4: unexpected 'end of the expression'"),
        ("a b", "1:3: unexpected 'b'"),
        ("(a", ") is missing before 'end of the expression'"),
        ("a ? b", "1:3: unexpected character '?'"),
        ("{}", "takes a name or a condition"),
        ('{a=~".*"}', "takes a name or a condition"),
        ("a[5x]", "] is missing before 'x'"),
        ("a[x]", "1:3: 'x' is no duration"),
        ("rate(a)", "rate takes matrix, and not vector"),
        ("rate(a[5m], 1)", "rate takes matrix, and not matrix, scalar"),
        ("holt(a[5m])", "the function 'holt' is not supported here; there are abs,"),
        ("histogram_count(a)", "'histogram_count' is not supported here: it is of native"),
        ("limit_ratio(0.1, a)", "'limit_ratio' is not supported here: its choice is random"),
        ('label_join(a, "b")', "label_join takes vector, string, string, string, …, and not vec"),
        ("time(1)", "time takes nothing, and not scalar"),
        ("rate()", "rate takes matrix, and not nothing"),
        ("rate(a[5m])[1h]", "[5m:1m] follows any vector"),
        ("a offset 1m [5m]", "stands before offset"),
        ("1[5m:1m]", "made of a vector, and not of a scalar"),
        ("a[5m:1m][5m:1m]", "made of a vector, and not of a matrix"),
        ("a[5m:0s]", "'0s' is no duration"),
        ("a offset 1m offset 1m", "offset stands once"),
        ("(a + b) offset 1m", "offset stands once"),
        ("a @ 5 @ 6", "@ stands once"),
        ("a @ b", "1:5: @ takes seconds since 1970, start() or end(), and not 'b'"),
        ("a @ 1e99", "@ takes seconds"),
        ("1 == 2", "takes the word bool"),
        ("a and 1", "and takes vectors on both sides"),
        ("a + on(x) 1", "take vectors on both sides"),
        ("a and on(x) group_left b", "and takes no group_left"),
        ("a[5m] + 1", "takes numbers and vectors alone"),
        ("topk(a)", "topk takes scalar and vector"),
        ("count_values(1, a)", "count_values takes string and vector"),
        ("sum(1)", "sum takes vector"),
        ('a{b="\\q"}', "unknown escape sequence"),
        ("(" * 100 + "a", "at most 60 deep"),
        ("1" + "+1" * 300, "at most 200 operators"),
        ("a" * 10_001, "at most 10000 characters"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_place(text: str, told: str) -> None:
    with pytest.raises(BadExpression) as raised:
        parse(text)
    assert told in str(raised.value)


SIGNS = st.sampled_from(list("{}()[],:=<>@+-*/^\"'\\ ") + ["[5m]", "=~", "==", '"x"'])
WORDS = st.sampled_from(["a", "1", "1e9", "0x", "bool", "on", "sum", "by", "rate", "offset", "1h"])


@given(st.one_of(st.text(max_size=60), st.lists(SIGNS | WORDS, max_size=25).map(" ".join)))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        assert type_of(parse(text)) in {"scalar", "vector", "matrix", "string"}
    except BadExpression as error:
        assert str(error)


def test_every_function_is_known_by_its_arguments() -> None:
    written = {"scalar": "1", "vector": "a", "matrix": "a[1m]", "string": '"s"'}
    for name, signature in FUNCTIONS.items():
        arguments = ", ".join(written[kind] for kind in signature.takes)
        assert type_of(parse(f"{name}({arguments})")) == signature.answers


def test_a_range_may_be_a_number_of_seconds_and_a_number_a_duration() -> None:
    assert parse("a[90]") == Select(A.matchers, 90 * SECOND)
    assert parse("1h30m") == Number(5400)


def test_labels_come_any_number_of_times() -> None:
    assert parse('sort_by_label(a, "x", "y", "z")') == Call(
        "sort_by_label", (A, Text("x"), Text("y"), Text("z"))
    )
    assert parse("sort_by_label(a)") == Call("sort_by_label", (A,))
