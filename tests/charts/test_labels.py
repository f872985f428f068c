from dataclasses import dataclass, field

from charts.labels import labels


@dataclass
class Named:
    name: str
    tags: dict[str, str] = field(default_factory=dict)
    label: str = ""


def labelled(*series: Named, template: str = "", aggs: list[str] | None = None) -> list[str]:
    return labels(series, [template] * len(series), aggs or ["m4"] * len(series))


def test_a_template_is_filled_from_the_tags() -> None:
    cores = [Named("cpu", {"core": "0"}, "Zero"), Named("cpu", {"core": "1"})]
    assert labelled(*cores, template="Core {core}") == ["Core 0", "Core 1"]


def test_a_template_may_name_the_series_and_leaves_out_what_there_is_not() -> None:
    assert labelled(Named("cpu"), template="{name} {host}") == ["cpu"]


def test_a_template_that_comes_to_nothing_gives_way_to_the_series() -> None:
    assert labelled(Named("cpu", {}, "Processor"), template="{host}") == ["Processor"]


def test_a_value_with_braces_is_not_filled_again() -> None:
    assert labelled(Named("cpu", {"a": "{b}", "b": "x"}), template="{a}") == ["{b}"]


def test_a_series_own_label_comes_before_its_tags() -> None:
    assert labelled(Named("cpu", {"core": "0"}, "First core"), Named("cpu", {"core": "1"})) == [
        "First core",
        "1",
    ]


def test_series_of_one_name_are_told_apart_by_the_tags_that_differ() -> None:
    rooms = [Named("temp", {"house": "a", "room": room}) for room in ("lab", "hall")]
    assert labelled(*rooms) == ["lab", "hall"]


def test_two_tags_that_differ_are_both_named() -> None:
    rooms = [Named("t", {"a": "1", "b": "2"}), Named("t", {"a": "2", "b": "1"})]
    assert labelled(*rooms) == ["1 2", "2 1"]


def test_series_of_different_names_are_called_by_them() -> None:
    both = [Named("received", {"interface": "eth0"}), Named("sent", {"interface": "eth0"})]
    assert labelled(*both) == ["received", "sent"]


def test_a_name_that_comes_twice_among_others_gets_its_tags() -> None:
    three = [Named("in", {"i": "eth0"}), Named("in", {"i": "lo"}), Named("out", {"i": "eth0"})]
    assert labelled(*three) == ["in eth0", "in lo", "out"]


def test_a_series_alone_is_called_by_its_name() -> None:
    assert labelled(Named("cpu", {"core": "0"})) == ["cpu"]


def test_a_series_without_the_tag_that_differs_is_called_by_its_name() -> None:
    assert labelled(Named("cpu"), Named("cpu", {"core": "0"})) == ["cpu", "0"]


def test_one_series_folded_in_two_ways_is_told_apart_by_them() -> None:
    wind = Named("wind")
    assert labelled(wind, wind, aggs=["min", "max"]) == ["wind (min)", "wind (max)"]
