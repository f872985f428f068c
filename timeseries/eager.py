"""Coroutines begun without a task: most sends are through at once, and a task costs more than
the send. (What `eager_start` of asyncio's tasks does, from Python 3.12 on.)"""

from collections.abc import Awaitable, Generator
from types import coroutine
from typing import Any

Steps = Generator[Any, Any, None]


def begin(work: Awaitable[None]) -> Awaitable[None] | None:
    """Run `work` to where it has to wait. What is left of it, for a task to await, or None
    when it is through. Raises what it raises until then."""
    steps = work.__await__()
    try:
        waits_for = steps.send(None)
    except StopIteration:
        return None
    return _rest(steps, waits_for)


@coroutine
def _rest(steps: Steps, waits_for: Any) -> Steps:
    try:
        while True:
            try:
                answer = yield waits_for
            except BaseException as error:
                waits_for = steps.throw(error)
            else:
                waits_for = steps.send(answer)
    except StopIteration:
        return
