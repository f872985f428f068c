"""MQTT: brokers that are followed, as the administration names them.

A message with QoS 1 is acknowledged after its readings are on disk. Until then the broker keeps
it, also while this server is away: the session outlives the connection.
"""

import asyncio
import logging
import ssl
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from aiomqtt import Client, Message, MqttError
from django.utils import timezone

from ...batch import ReadingBatch
from ...errors import BadRequest, LivecurveError
from ...models import MqttSource
from ...threads import readers
from ...timerange import now
from ...topic_rules import parse_rules
from ..listener import BACK_OFF, LOOK_SECONDS, Listener, listeners
from ..pipeline import pipeline
from ..protocol import Body, Parsed, protocols

log = logging.getLogger(__name__)

# Messages that are written together, and that wait to be; of more those with QoS 0 are lost.
TOGETHER, WAITING = 500, 10_000
# Bytes of a message; a longer one is no measurement.
LONGEST = 1_048_576
QOS = 1
# In what a broker answers to a subscription, from here on.
REFUSED = 0x80

FORESEEN = (MqttError, LivecurveError, OSError, ValueError)

Connection = tuple[Any, ...]


@listeners.register("mqtt")
class MqttListener(Listener):
    """In the process that leads: a broker knows each source by one name."""

    by_leader = True

    def __init__(self) -> None:
        self._tasks: dict[Connection, asyncio.Task[None]] = {}

    @property
    def is_wanted(self) -> bool:
        return True

    async def run(self) -> None:
        try:
            while True:
                self._follow(await readers.run(_sources))
                await asyncio.sleep(LOOK_SECONDS)
        finally:
            tasks = list(self._tasks.values())
            self._follow([])
            await asyncio.gather(*tasks, return_exceptions=True)

    def _follow(self, sources: list[MqttSource]) -> None:
        """Connect to those that are new or have changed, and leave the others."""
        wanted = {_connection(source): source for source in sources}
        for gone in self._tasks.keys() - wanted.keys():
            self._tasks.pop(gone).cancel()
        for connection in wanted.keys() - self._tasks.keys():
            self._tasks[connection] = asyncio.create_task(_keep(wanted[connection]))


def _sources() -> list[MqttSource]:
    return list(MqttSource.objects.filter(enabled=True))


def _connection(source: MqttSource) -> Connection:
    """What a source is followed by: when it changes, it is connected anew."""
    of = source
    return of.pk, of.host, of.port, of.tls, of.username, of.password, of.rules


async def _keep(source: MqttSource) -> None:
    """Follow a broker, and after what goes wrong again, by the table of back-off."""
    failures = 0
    while True:
        try:
            async for _ in _follow(source):
                failures = 0
        except Exception as error:
            # Whatever it is: nobody would follow the source any more, and nobody say so.
            told, is_foreseen = _told(error), isinstance(error, FORESEEN)
            if failures == 0:
                log.warning("MQTT source %s: %s", source, told, exc_info=not is_foreseen)
            await _note(source, told)
        failures += 1
        await asyncio.sleep(BACK_OFF[min(failures, len(BACK_OFF)) - 1])


def _told(error: Exception) -> str:
    """A sentence; what nobody foresaw may hold anything, and is told by its type."""
    if isinstance(error, FORESEEN):
        return str(error) or type(error).__name__
    return f"It failed with {type(error).__name__}."


async def _follow(source: MqttSource) -> Any:
    """Take in what a broker sends, yielding after each group of messages. Raises MqttError when
    the connection ends, and what `Pipeline.write` raises."""
    client = Client(
        source.host,
        source.port,
        username=source.username or None,
        password=source.password or None,
        identifier=source.client_id,
        clean_session=False,
        tls_context=ssl.create_default_context() if source.tls else None,
        max_queued_incoming_messages=WAITING,
    )
    # aiomqtt has no word for it; the client below it has.
    client._client.manual_ack_set(True)
    async with client:
        await _note(source, await _subscribed(client, source))
        group: list[Message] = []
        async for message in client.messages:
            group.append(message)
            if len(client.messages) == 0 or len(group) == TOGETHER:
                await _write(group, source.rules)
                for one in group:
                    client._client.ack(one.mid, one.qos)
                group = []
                yield None


async def _subscribed(client: Client, source: MqttSource) -> str:
    """Which of its topics the broker refuses, in a sentence, or nothing. Raises MqttError when it
    refuses all: they are asked for again."""
    filters = [rule.filter for rule in parse_rules(source.rules)]
    codes = await client.subscribe([(one, QOS) for one in filters])
    numbers = [code if isinstance(code, int) else code.value for code in codes]
    pairs = zip(filters, numbers, strict=True)
    refused = [one for one, number in pairs if number >= REFUSED]
    told = f"The broker refuses to send {', '.join(refused)}." if refused else ""
    if len(refused) == len(filters):
        raise MqttError(told)
    return told


async def _write(messages: list[Message], rules: str) -> None:
    """What a broker kept from before (`retain`) is not new, and passed over."""
    batches, whole = [], Parsed(ReadingBatch.empty())
    for message in messages:
        if message.retain or not isinstance(message.payload, bytes):
            continue
        parameters = {"topic": message.topic.value, "rules": rules}
        try:
            if len(message.payload) > LONGEST:
                raise BadRequest("The message is too long.")
            parsed = protocols["mqtt"]().parse(Body(message.payload, parameters, now()))
        except BadRequest as error:
            whole.reject(message.topic.value, str(error))
            continue
        batches.append(parsed.batch)
        for one in parsed.rejected:
            whole.reject(f"{message.topic.value}, {one.at}", one.reason, one.count)
        # Of many the first alone are listed.
        whole.rejected_count += parsed.rejected_count - sum(one.count for one in parsed.rejected)
    whole.batch = ReadingBatch.concatenate(batches)
    if not batches and not whole.rejected_count:
        return
    # What is refused now would be again: the broker need not keep it.
    with suppress(BadRequest):
        await pipeline.keep("mqtt", whole)


async def _note(source: MqttSource, error: str) -> None:
    """How it stands with a source, for the administration to show."""
    changes = {"last_error": error, "connected_at": None if error else timezone.now()}

    def write() -> None:
        MqttSource.objects.filter(pk=source.pk).update(**changes)

    await _transact(write)


async def _transact(work: Callable[[], None]) -> None:
    try:
        await asyncio.to_thread(pipeline.transact, work)
    except Exception as error:
        log.warning("How it stands with an MQTT source could not be written down: %s", error)
