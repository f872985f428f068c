"""`GET /metrics`: what this server counts of itself, in Prometheus' text form."""

import os

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

from .asgi import Reply
from .door import Door, Request
from .metrics import registry


class MetricsDoor(Door):
    """Whoever may read may look."""

    async def answer(self, request: Request) -> Reply:
        return Reply(200, generate_latest(_counted()), {"Content-Type": CONTENT_TYPE_LATEST})


def _counted() -> CollectorRegistry:
    """What one process counts, or what several do, by the folder that they share."""
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return registry
    together = CollectorRegistry()
    MultiProcessCollector(together)  # type: ignore[no-untyped-call]
    return together
