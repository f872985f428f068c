"""`manage.py importprometheus` from a real Prometheus, and what it asks of one."""

import logging
import time
from collections.abc import Iterator, Mapping
from typing import Any

import httpx
import pytest
from django.core.management import CommandError, call_command

from tests.prometheus_server import PrometheusServer as Peer
from tests.timeseries.contents import content_of
from timeseries.errors import CannotCollect
from timeseries.importing import prometheus
from timeseries.importing.prometheus import Place, PrometheusReader, TooMuch, named
from timeseries.importing.prometheus_server import BACK_OFF, PrometheusServer
from timeseries.models import Series

STEP, COUNT = 15, 240
START = (int(time.time()) - 3 * 3600) // 7200 * 7200
END = START + STEP * COUNT
SECOND = 1_000_000
HOSTS = ("alpha", "beta")


def openmetrics() -> str:
    lines = ["# TYPE peer_bytes gauge"]
    for host in HOSTS:
        lines += [
            f'peer_bytes{{host="{host}"}} {n / 8} {START + n * STEP + 0.125}' for n in range(COUNT)
        ]
    lines.append("# TYPE peer_seconds counter")
    lines += [f"peer_seconds_total {n} {START + n * STEP}" for n in range(COUNT)]
    return "\n".join([*lines, "# EOF", ""])


@pytest.fixture(scope="module")
def peer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Peer]:
    with Peer(tmp_path_factory.mktemp("peer"), openmetrics()) as running:
        yield running


def contents() -> dict[str, dict[int, float]]:
    return {series.key: content_of(series.pk) for series in Series.objects.all()}


class TestFromARealPrometheus:
    pytestmark = [
        pytest.mark.database,
        pytest.mark.django_db(transaction=True, databases=["default", "snapshot"]),
    ]

    def run(self, peer: Peer, *more: str) -> None:
        times = [f"--start={START}000", f"--end={END}000"]
        call_command("importprometheus", peer.url, '--match={__name__=~"peer_.*"}', *times, *more)

    def test_samples_come_as_they_are_stored_also_when_it_was_stopped(
        self, peer: Peer, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.setattr(prometheus, "FIRST_STRETCH", 600 * SECOND)
        monkeypatch.setattr(prometheus, "MOST_STRETCH", 600 * SECOND)
        with monkeypatch.context() as patched:
            asked = self.fail_after(7, patched)
            with pytest.raises(CommandError, match=r"It is gone\. What was read is written"):
                self.run(peer)
        part = sum(map(len, contents().values()))
        assert 0 < part < 3 * COUNT
        before = len(asked)
        with monkeypatch.context() as patched:
            asked = self.fail_after(10_000, patched)
            self.run(peer)
        assert f"{3 * COUNT} readings written" in capsys.readouterr().out
        # What was read is not asked for again.
        assert len(asked) + before <= 2 * (END - START) // 600 + 4
        wanted: dict[str, dict[int, float]] = {
            f'peer_bytes{{host="{host}"}}': {
                (START + n * STEP) * SECOND + 125_000: n / 8 for n in range(COUNT)
            }
            for host in HOSTS
        }
        wanted["peer_seconds_total"] = {(START + n * STEP) * SECOND: n for n in range(COUNT)}
        assert contents() == wanted
        counter = Series.objects.get(name="peer_seconds_total")
        assert (counter.semantics, counter.unit) == ("counter", "s")

    def fail_after(self, count: int, patched: pytest.MonkeyPatch) -> list[str]:
        asked: list[str] = []
        ask = PrometheusServer.ask

        def failing(server: PrometheusServer, what: str, parameters: Mapping[str, Any]) -> Any:
            asked.append(what)
            if len(asked) > count:
                raise CannotCollect("It is gone.")
            return ask(server, what, parameters)

        patched.setattr(PrometheusServer, "ask", failing)
        return asked

    def test_with_a_step_it_is_query_range_that_answers(self, peer: Peer) -> None:
        self.run(peer, "--step=60s")
        assert contents()["peer_seconds_total"] == {
            at * SECOND: (at - START) / STEP for at in range(START, END, 60)
        }


def test_a_password_in_the_address_is_sent_and_never_shown(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    asked: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(404, text="<html>")

    with PrometheusServer("http://ada:hunter2@peer:9090/", {}, lambda _: None) as server:
        server._client._transport = httpx.MockTransport(answer)
        assert server.address == "http://peer:9090"
        with pytest.raises(CannotCollect) as refused:
            server.ask("series", {})
    assert asked[0].headers["Authorization"] == "Basic YWRhOmh1bnRlcjI="
    assert "hunter2" not in f"{refused.value} {asked[0].url} {caplog.text}"


@pytest.mark.parametrize("url", ["http://ada:hunt/er2@peer:9090", "peer:9090", "http://"])
def test_what_is_no_address_is_told_without_it(url: str) -> None:
    with pytest.raises(CommandError, match="The server has an address such as") as refused:
        call_command("importprometheus", url, "--match=up")
    assert "hunt" not in str(refused.value)


def test_requests_are_not_logged() -> None:
    assert not logging.getLogger("httpx").isEnabledFor(logging.INFO)


def test_a_server_that_is_busy_is_asked_again_and_later_each_time() -> None:
    waits: list[float] = []
    answers = iter([httpx.Response(503)] * 3 + [httpx.Response(200, json={"status": "success"})])
    with PrometheusServer("http://peer", {}, waits.append) as server:
        server._client = httpx.Client(transport=httpx.MockTransport(lambda _: next(answers)))
        assert server.ask("series", {}) is None
        assert tuple(waits) == BACK_OFF[:3]
        gone = httpx.MockTransport(lambda _: httpx.Response(502))
        server._client = httpx.Client(transport=gone)
        with pytest.raises(CannotCollect, match="answers 502: it was asked 8 times"):
            server.ask("series", {})
        other = httpx.Response(404, text="<html>")
        server._client = httpx.Client(transport=httpx.MockTransport(lambda _: other))
        with pytest.raises(CannotCollect, match="is it a server of Prometheus' API"):
            server.ask("series", {})


def test_an_answer_that_is_too_long_is_asked_for_in_shorter_stretches() -> None:
    asked: list[int] = []

    def ask(what: str, parameters: Mapping[str, Any]) -> Any:
        if what == "series":
            return [{"__name__": "a"}]
        length = int(parameters["query"].partition("[")[2].removesuffix("ms]"))
        asked.append(length)
        if length > 1_000_000:
            raise TooMuch("too many samples")
        return {"result": []}

    reader = PrometheusReader(ask, ["a"], 0, 7_200 * SECOND)
    stretches = list(reader.read(Place()))
    assert asked[0] == 3_600_001
    assert max(asked[2:]) <= 3_600_001
    assert stretches[-1].place == Place("a", 7_200 * SECOND)
    assert stretches[-1].share == 1.0


@pytest.mark.parametrize(
    ("selector", "wanted"),
    [("up", "up"), ('up{a="b"}', 'up{a="b"}'), ('{a="b"}', '{__name__="x\\"y",a="b"}')],
)
def test_a_selector_without_a_name_is_asked_for_one_metric_at_a_time(
    selector: str, wanted: str
) -> None:
    assert named(selector, 'x"y') == wanted
