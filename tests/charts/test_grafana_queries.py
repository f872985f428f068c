"""Targets of Grafana's panels, each by itself."""

import re
from typing import Any

import pytest

from charts.grafana_queries import queries_of
from timeseries.selector import parse_selector


@pytest.mark.parametrize(
    ("target", "query"),
    [
        ({"expr": "up"}, {"series": "up"}),
        ({"expr": ' up { job = "a*" , env!="b" } '}, {"series": 'up{job="a\\*",env!="b"}'}),
        ({"expr": 'up{job!~"^a.*b$"}'}, {"series": 'up{job!="a*b"}'}),
        ({"expr": "increase(x[5m])"}, {"series": "x", "agg": "delta", "step": "5m"}),
        ({"expr": "increase(x[$__interval])"}, {"series": "x", "agg": "delta"}),
        ({"expr": "irate(x[$unknown])"}, {"series": "x", "agg": "rate"}),
        ({"expr": "avg_over_time(x[1h])"}, {"series": "x", "agg": "mean"}),
        ({"expr": "x offset 1d"}, {"series": "x", "shift": "1d"}),
        ({"expr": "sum(x)"}, {"series": "x", "combine": "sum"}),
        (
            {"expr": "sum by (site, host) (rate(x[5m]))"},
            {"series": "x", "agg": "rate", "combine": "sum", "by": ["site", "host"]},
        ),
        ({"expr": "avg(x) by (host)"}, {"series": "x", "combine": "mean", "by": ["host"]}),
        ({"expr": "up", "legendFormat": "__auto"}, {"series": "up"}),
        (
            {
                "measurement": "room",
                "select": [[{"type": "field", "params": ["air"]}, {"type": "mean"}]],
                "tags": [{"key": "of", "operator": "=", "value": 'l"b'}],
            },
            {"series": 'room_air{of="l\\"b"}', "agg": "mean"},
        ),
        (
            {
                "measurement": "room",
                "select": [[{"type": "field", "params": ["value"]}]],
                "tags": [{"key": "of", "operator": "=~", "value": "/^a|b$/"}],
            },
            {"series": 'room{of=("a","b")}'},
        ),
    ],
)
def test_a_plain_target_becomes_a_query(target: Any, query: Any) -> None:
    assert queries_of(target) == [query]


@pytest.mark.parametrize(
    ("conditions", "selector"),
    [
        ('a=~"b|c"', 'x{a=("b","c")}'),
        ('a!~"b|c.*"', 'x{a!=("b","c*")}'),
        ('a=~"(web|db).*|one"', 'x{a=("web*","db*","one")}'),
        (r'a=~"10\\.0\\.0\\.1:9100"', 'x{a="10.0.0.1:9100"}'),
        ('a=~".+"', 'x{a!=""}'),
        ('a!~".+"', 'x{a=""}'),
        ('a=~".*"', "x"),
        ('a=~"$host"', 'x{a="${host}"}'),
        ('a=~"$host|other"', 'x{a=("${host}","other")}'),
        ('__name__=~"x|y"', '("x","y")'),
    ],
)
def test_patterns_become_alternatives(conditions: str, selector: str) -> None:
    name = "" if "__name__" in conditions else "x"
    [query] = queries_of({"expr": f"{name}{{{conditions}}}"}, {"host"})
    assert query == {"series": selector}
    parse_selector(selector)


@pytest.mark.parametrize(
    ("expression", "formula", "inputs"),
    [
        ("a / b * 100", "D / E * 100", ["a", "b"]),
        ("(a + b) * -c", "(D + E) * -F", ["a", "b", "c"]),
        ("a - (b - a)", "D - (E - D)", ["a", "b"]),
        ("sum(rate(a[5m]) * 8)", "D * 8", ["a"]),
        ("sum by (x) (a) / on (x) sum by (x) (b)", "D / E", ["a", "b"]),
        ("clamp_max(ln(a), 1.5)", "min(log(D), 1.5)", ["a"]),
        ("scalar(a) * b ^ 2", "D * E ^ 2", ["a", "b"]),
    ],
)
def test_arithmetic_becomes_a_formula(expression: str, formula: str, inputs: list[str]) -> None:
    *hidden, last = queries_of({"expr": expression}, first=3)
    assert last == {"formula": formula}
    assert [(one["series"], one["hidden"]) for one in hidden] == [(one, True) for one in inputs]


@pytest.mark.parametrize(
    ("target", "sentence"),
    [
        ({"expr": 'up{job="$job"}'}, "The variable in"),
        ({"expr": 'up{job=~"a."}'}, "The pattern a. is more than alternatives"),
        ({"expr": 'up{job=~"(a"}'}, "The pattern (a is more than alternatives"),
        ({"expr": 'up{job=~"' + "(a|b)" * 20 + '"}'}, "is more than alternatives"),
        ({"expr": 'up{__name__!="a"}'}, "The conditions on the name of a series"),
        ({"expr": "up{job}"}, "The expression up{job} cannot be read."),
        ({"expr": "1 + 2"}, "The expression 1 + 2 has no series."),
        ({"expr": "topk(5, a)"}, "The part topk of topk(5, a) has no counterpart."),
        ({"expr": "sum without (x) (a)"}, "The part without of "),
        ({"expr": "sum(max by (x) (a))"}, "The part sum (… (…)) of "),
        ({"expr": "sum(a / b)"}, "The part sum (… (…)) of "),
        ({"expr": "a > 0"}, "The part > of "),
        ({"expr": "a / on (x) b"}, "The part on of "),
        ({"expr": "a / ignoring (x) b"}, "The part ignoring of "),
        ({"expr": "a @ 1 / 2"}, "The part @ of "),
        ({"expr": "a offset -1h"}, "The part offset - of "),
        ({"expr": "a * Inf"}, "The part inf of "),
        ({"expr": "rate(a[$__interval]) > 0"}, "The part > of rate(a[$__interval]) > 0 has no"),
        ({"expr": "max_over_time(a[1h:1m])"}, "The part max_over_time of "),
        ({"measurement": "a", "rawQuery": True}, "more than one field"),
        ({"measurement": "a", "select": [[{"type": "field"}, {"type": "derivative"}]]}, "derivati"),
        ({"query": "from(bucket)"}, "neither an expression of Prometheus"),
        (7, "is no object"),
    ],
)
def test_any_other_target_says_why_not(target: Any, sentence: str) -> None:
    with pytest.raises(ValueError, match=re.escape(sentence)):
        queries_of(target)


@pytest.mark.parametrize("expression", ['topk(3, x{host=~"$host"})', 'x{host=~"$host."}', "$host["])
def test_a_reason_names_a_variable_as_it_was_written(expression: str) -> None:
    with pytest.raises(ValueError, match=re.escape("$host")) as refused:
        queries_of({"expr": expression}, {"host"})
    assert "livecurve" not in str(refused.value)
