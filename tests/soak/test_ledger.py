"""The account that the other tests here rest on: it has to see what is not as it should be."""

import numpy as np
import pytest

from tests.soak.ledger import Ledger, combined
from tests.soak.sources import Batch


def batch(*readings: tuple[int, float]) -> Batch:
    times, values = zip(*readings, strict=True)
    return {"a": (np.array(times, np.int64), np.array(values, np.float64))}


def differences(ledgers: list[Ledger], stored: dict[int, float]) -> list[str]:
    times = np.array(sorted(stored), np.int64)
    values = np.array([stored[time] for time in times.tolist()], np.float64)
    return list(combined(ledgers)["a"].differences("a", times, values))


@pytest.fixture
def ledger() -> Ledger:
    """10 and 30 acknowledged, 20 twice; 40 is on its way, and another value for 30."""
    ledger = Ledger()
    ledger.note(batch((10, 1.0), (20, 2.0))).acknowledged = True
    ledger.note(batch((30, 3.0), (20, 2.5), (20, 2.7))).acknowledged = True
    ledger.note(batch((40, 4.0), (30, 3.5)))
    return ledger


@pytest.mark.parametrize("on_its_way", [{}, {30: 3.5}, {40: 4.0}, {30: 3.5, 40: 4.0}])
def test_what_is_on_its_way_may_be_there_or_not(
    ledger: Ledger, on_its_way: dict[int, float]
) -> None:
    assert differences([ledger], {10: 1.0, 20: 2.7, 30: 3.0} | on_its_way) == []


@pytest.mark.parametrize(
    ("stored", "told"),
    [
        ({20: 2.7, 30: 3.0}, "a at 10 µs: expected 1.0, got nothing"),
        ({10: 1.0, 20: 2.5, 30: 3.0}, "a at 20 µs: expected 2.7, got 2.5"),
        ({10: 1.0, 20: 2.7, 30: 9.0}, "a at 30 µs: expected one of [3.0, 3.5], got 9.0"),
        ({10: 1.0, 20: 2.7}, "a at 30 µs: expected one of [3.0, 3.5], got None"),
        (
            {10: 1.0, 20: 2.7, 30: 3.0, 40: 4.5},
            "a at 40 µs: expected one of [4.0], got 4.5",
        ),
        (
            {10: 1.0, 20: 2.7, 30: 3.0, 50: 5.0},
            "a at 50 µs: nothing was sent, got 5.0",
        ),
    ],
)
def test_what_is_missing_wrong_or_made_up_is_told(
    ledger: Ledger, stored: dict[int, float], told: str
) -> None:
    assert differences([ledger], stored) == [told]


def test_a_later_acknowledged_write_settles_what_was_on_its_way(ledger: Ledger) -> None:
    ledger.note(batch((30, 7.0), (40, -0.0))).acknowledged = True
    assert differences([ledger], {10: 1.0, 20: 2.7, 30: 7.0, 40: -0.0}) == []
    [told] = differences([ledger], {10: 1.0, 20: 2.7, 30: 7.0, 40: 0.0})
    assert told == "a at 40 µs: expected -0.0, got 0.0"


def test_nothing_of_a_refused_write_may_be_there(ledger: Ledger) -> None:
    ledger.strike(ledger.note(batch((60, 6.0))))
    [told] = differences([ledger], {10: 1.0, 20: 2.7, 30: 3.0, 60: 6.0})
    assert "a at 60 µs: nothing was sent" in told


def test_clients_share_a_series(ledger: Ledger) -> None:
    other = Ledger()
    other.note(batch((11, 1.5))).acknowledged = True
    assert differences([ledger, other], {10: 1.0, 11: 1.5, 20: 2.7, 30: 3.0}) == []
    assert len(differences([ledger, other], {10: 1.0, 20: 2.7, 30: 3.0})) == 1
    assert (ledger.readings(), other.readings()) == (5, 1)
