import pytest

from timeseries.formula import (
    Call,
    Duration,
    Name,
    Negative,
    Number,
    Operation,
    looks_back,
    names_in,
    parse_formula,
)
from timeseries.formula_tokens import BadFormula
from timeseries.timerange import MINUTE

A, B, TWO = Name("A"), Name("B"), Number(2)


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("A", A),
        (" ( A ) ", A),
        ("+A", A),
        ("A - B - 2", Operation("-", Operation("-", A, B), TWO)),
        ("A + B * 2", Operation("+", A, Operation("*", B, TWO))),
        ("(A + B) * 2", Operation("*", Operation("+", A, B), TWO)),
        ("A / B / 2", Operation("/", Operation("/", A, B), TWO)),
        ("A ^ B ^ 2", Operation("^", A, Operation("^", B, TWO))),
        ("-A ^ 2", Negative(Operation("^", A, TWO))),
        ("A ^ -2", Operation("^", A, Negative(TWO))),
        ("1.5e3", Number(1500)),
        (".5", Number(0.5)),
        ("max(A, B, 2)", Call("max", (A, B, TWO))),
        ("moving_mean(A, 1m30s)", Call("moving_mean", (A, Duration(MINUTE * 3 // 2)))),
        ("air_2 - rate(A)", Operation("-", Name("air_2"), Call("rate", (A,)))),
    ],
)
def test_a_formula_is_read_by_the_rules_of_arithmetic(text: str, tree: object) -> None:
    assert parse_formula(text) == tree


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "at character 1 a value is missing"),
        ("A +", "at character 4 a value is missing"),
        ("A B", "at character 3 'B' is one too many"),
        ("A $ B", "at character 3 '$' has no meaning"),
        ("(A", "at character 3 a ) is missing"),
        ("A)", "at character 2 ')' is one too many"),
        ("2A", "at character 1 '2A' is a duration, and a value is taken there"),
        ("median(A)", "at character 1 'median' is no function: there are abs, sqrt"),
        ("1 + abs", "at character 5 the function abs has no brackets"),
        ("min(A)", "at character 1 min takes 2 to 20 values, and not 1"),
        ("abs(A, B)", "at character 1 abs takes 1 values, and not 2"),
        ("moving_mean(A, 10)", "at character 16 a duration such as 10m is missing"),
        ("A - moving_mean(A)", "at character 5 moving_mean takes 2 values, and not 1"),
        ("(" * 60 + "A", "at character 51 it is deeper than 50 levels"),
        ("-" * 60 + "A", "at character 51 it is deeper than 50 levels"),
        ("A" + "+A" * 300, "at character 404 it has more than 200 operations"),
        ("A" * 3000, "at character 2001 it is longer than 2000 characters"),
        ("__import__('os')", "at character 1 '_' has no meaning"),
        ("A.b", "at character 2 '.' has no meaning"),
    ],
)
def test_a_formula_that_cannot_be_read_says_where_it_breaks(text: str, sentence: str) -> None:
    with pytest.raises(BadFormula) as refused:
        parse_formula(text)
    assert str(refused.value).startswith(sentence)


def test_a_formula_knows_what_it_refers_to_and_how_far_back() -> None:
    tree = parse_formula("moving_mean(A, 10m) - difference(B) * max(A, 2)")
    assert names_in(tree) == {"A", "B"}
    assert looks_back(tree) == (10 * MINUTE, 1)
