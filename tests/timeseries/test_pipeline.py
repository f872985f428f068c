import asyncio
import json
import threading
from collections.abc import Iterator

import pytest
from django.db import connections

from tests.timeseries.contents import batch_of, content_of
from tests.timeseries.databases import on_both_databases
from timeseries.batch import ReadingBatch
from timeseries.errors import BadRequest, LivecurveError, Overloaded
from timeseries.ingest.pipeline import SMALL_BODY, Pipeline
from timeseries.ingest.protocol import Body
from timeseries.live.bus import bus
from timeseries.models import Commit, Series

pytestmark = on_both_databases
NOW = 1_700_000_000_000_000


@pytest.fixture
def pipeline() -> Iterator[Pipeline]:
    pipeline = Pipeline()
    pipeline.start()
    yield pipeline
    pipeline.stop()


def body(points: list[list[float]]) -> Body:
    content = json.dumps({"readings": [{"series": "a", "unit": "%", "points": points}]})
    return Body(content.encode(), {}, NOW)


def content() -> dict[int, float]:
    return content_of(Series.objects.get(key="a").pk)


def test_a_body_is_parsed_and_on_disk_when_it_is_answered(pipeline: Pipeline) -> None:
    parsed = asyncio.run(pipeline.receive("readings_json", body([[1, 1.5], [2, 2.5]])))
    assert (len(parsed.batch), parsed.rejected) == (2, [])
    assert content() == {1_000: 1.5, 2_000: 2.5}
    assert Series.objects.get().unit == "%"


def test_a_large_body_is_parsed_beside_the_event_loop(pipeline: Pipeline) -> None:
    points = [[time, time / 2] for time in range(5_000)]
    large = body(points)
    assert len(large.content) > SMALL_BODY
    asyncio.run(pipeline.receive("readings_json", large))
    assert content() == {time * 1_000: time / 2 for time in range(5_000)}


def test_good_points_are_written_and_bad_ones_named(pipeline: Pipeline) -> None:
    mixed = Body(
        b'{"readings": [{"series": "a", "points": [[1, 1.5], [2, null], [3, 3.5]]}]}', {}, NOW
    )
    parsed = asyncio.run(pipeline.receive("readings_json", mixed))
    assert [rejected.at for rejected in parsed.rejected] == ["readings[0].points[1]"]
    assert content() == {1_000: 1.5, 3_000: 3.5}


def test_a_body_that_cannot_be_read_writes_nothing(pipeline: Pipeline) -> None:
    with pytest.raises(BadRequest):
        asyncio.run(pipeline.receive("readings_json", Body(b"{", {}, NOW)))
    assert not Series.objects.exists()


def test_the_bus_is_told_after_the_commit(pipeline: Pipeline) -> None:
    seen: list[int] = []

    def look() -> None:
        # In the writer's thread, on its connection.
        seen.append(Commit.objects.count())

    stop = bus.listen(look)
    asyncio.run(pipeline.write(batch_of({"a": {1: 1.0}})))
    asyncio.run(pipeline.write(batch_of({"a": {2: 1.0}})))
    pipeline.stop()
    stop()
    assert seen == [1, 2]


def test_an_empty_batch_is_written_at_once_and_makes_no_commit(pipeline: Pipeline) -> None:
    asyncio.run(pipeline.write(ReadingBatch.empty()))
    asyncio.run(Pipeline().write(ReadingBatch.empty()))
    assert Commit.objects.count() == 0


def test_a_client_that_goes_away_loses_nothing_for_others(pipeline: Pipeline) -> None:
    held, go = threading.Event(), threading.Event()

    def hold() -> None:
        held.set()
        go.wait(5)

    async def write() -> None:
        stop = bus.listen(hold)
        await pipeline.write(batch_of({"a": {0: 0.0}}))
        await asyncio.to_thread(held.wait, 5)
        stop()
        leaving = asyncio.create_task(pipeline.write(batch_of({"a": {1: 1.0}})))
        staying = asyncio.create_task(pipeline.write(batch_of({"a": {2: 2.0}})))
        await asyncio.sleep(0)
        leaving.cancel()
        await asyncio.gather(leaving, return_exceptions=True)
        go.set()
        await staying

    asyncio.run(write())
    assert content() == {0: 0.0, 1: 1.0, 2: 2.0}


def test_a_pipeline_that_is_not_started_says_so() -> None:
    with pytest.raises(LivecurveError, match="not started"):
        asyncio.run(Pipeline().write(batch_of({"a": {1: 1.0}})))


def test_a_pipeline_is_stopped_twice_and_started_again(pipeline: Pipeline) -> None:
    pipeline.stop()
    pipeline.stop()
    pipeline.start()
    asyncio.run(pipeline.write(batch_of({"a": {1: 1.0}})))
    assert content() == {1: 1.0}


def test_work_is_done_on_the_writing_thread_of_a_server(pipeline: Pipeline) -> None:
    assert pipeline.transact(lambda: threading.current_thread().name) == "writer"


def test_work_is_done_right_here_where_there_is_no_server() -> None:
    hinted: list[int] = []
    stop = bus.listen(lambda: hinted.append(Series.objects.count()))
    made = Pipeline().transact(lambda: Series.objects.create(name="a"))
    stop()
    assert Series.objects.get() == made
    assert hinted == [1]
    with pytest.raises(ZeroDivisionError):
        Pipeline().transact(lambda: Series.objects.create(name="b").pk // 0)
    assert Series.objects.get() == made


def test_a_server_that_has_stopped_does_nothing_more(pipeline: Pipeline) -> None:
    pipeline.stop()
    with pytest.raises(Overloaded):
        pipeline.transact(Series.objects.count)
    with pytest.raises(Overloaded):
        asyncio.run(pipeline.write(batch_of({"a": {1: 1.0}})))


def test_the_writing_thread_closes_its_connection(pipeline: Pipeline) -> None:
    opened = []
    stop = bus.listen(lambda: opened.append(connections["default"]))
    asyncio.run(pipeline.write(batch_of({"a": {1: 1.0}})))
    pipeline.stop()
    stop()
    assert opened[0].connection is None
