import io

import pytest

from timeseries import progress
from timeseries.progress import Progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_terminal_is_shown_how_far_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "SECONDS", 0)
    out = Terminal()
    bar = Progress("a.csv", out)
    bar.show(0.5, 1_234_567)
    bar.show(None, 2_000_000)
    assert out.getvalue().startswith(
        "\ra.csv [###############...............]  50%  1,234,567 readings, "
    )
    assert "\ra.csv 2,000,000 readings, " in out.getvalue()
    bar.clear()
    assert out.getvalue().endswith("\r\x1b[K")


def test_it_is_drawn_at_most_ten_times_a_second_and_not_for_a_file() -> None:
    out = Terminal()
    bar = Progress("a.csv", out)
    for _ in range(100):
        bar.show(0.5, 1)
    assert out.getvalue().count("a.csv") == 1
    plain = io.StringIO()
    bar = Progress("a.csv", plain)
    bar.show(0.5, 1)
    bar.clear()
    assert plain.getvalue() == ""
