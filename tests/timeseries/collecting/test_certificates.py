import asyncio
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.timeseries.collecting.asking import AT, gathered, told
from timeseries.collecting.certificates import end_of
from timeseries.collecting.web import untrusted_end
from timeseries.timerange import SECOND

DAYS = 86_400


def days_told(url: str, **settings: Any) -> tuple[float, float]:
    """Whether a check finds it up, and for how many days from now its certificate is good."""
    values = {key.partition("{")[0]: value for key, value in told(check(url, **settings)).items()}
    since = (time.time() - AT / SECOND) / DAYS
    return values["check_up"], values["check_certificate_days"] - since


def check(url: str, **settings: Any) -> Any:
    return gathered("http", address=url, **settings)


# Years from 2050 on are written otherwise.
@pytest.mark.parametrize("days", [-1, 10, 20_000])
def test_the_days_of_a_certificate_that_nobody_trusts_are_told(
    allowed: None, certificate: Any, days: int
) -> None:
    with certificate(days=days) as url:
        up, found = days_told(url)
        assert (up, round(found)) == (0, days)
        up, found = days_told(url, verify=False)
        assert (up, round(found)) == (1, days)


def test_the_error_stays_that_of_the_certificate(allowed: None, certificate: Any) -> None:
    with certificate(days=-1) as url:
        assert "certificate: " in check(url).error


@given(st.binary(max_size=60))
def test_what_is_no_certificate_is_refused(content: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        end_of(content)


def test_addresses_that_nothing_is_fetched_from_show_no_certificate(certificate: Any) -> None:
    with certificate() as url:
        assert asyncio.run(untrusted_end("127.0.0.1", int(url.split(":")[2][:-1]), 5)) is None
