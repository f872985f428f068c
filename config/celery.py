"""Workers of Celery that run the collectors, where there is a broker.

Each task is one slot of one collector. A task may be delivered again when a worker is lost; its
slot is taken once all the same (timeseries/collecting/ledger.py).
"""

import os

import django
from celery import Celery
from celery.signals import worker_process_shutdown, worker_shutdown
from django.conf import settings
from django.db import connections

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup(set_prefix=False)

# These import models: only after Django is set up.
from config.databases import share_connections  # noqa: E402
from timeseries.collecting.worker import worker  # noqa: E402
from timeseries.errors import BadSetting  # noqa: E402
from timeseries.store import WRITING  # noqa: E402

# The longest timeout that a collector may have, and some more.
TIME_LIMIT = 330
TASK = "livecurve.collect"

if connections[WRITING].vendor == "sqlite":
    raise BadSetting(
        "SQLite has one writer: workers of Celery need PostgreSQL, so set DATABASE_URL."
    )
share_connections()
app = Celery("livecurve", broker=settings.CELERY_BROKER_URL)
app.conf.update(
    beat_scheduler="config.beat:CollectionScheduler",
    # So often beat looks for what has changed.
    beat_max_loop_interval=0.5,
    broker_connection_retry_on_startup=True,
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    # Who holds others' tasks while it waits for a slow target makes them late.
    worker_prefetch_multiplier=1,
    task_ignore_result=True,
    task_time_limit=TIME_LIMIT,
    task_soft_time_limit=TIME_LIMIT - 10,
    # A broker that redelivers what is still running only costs a look at the ledger.
    broker_transport_options={"visibility_timeout": 2 * TIME_LIMIT},
    task_default_queue="livecurve",
    task_serializer="json",
    accept_content=["json"],
    worker_hijack_root_logger=False,
    timezone="UTC",
)


@app.task(name=TASK)
def collect(collection: int, slot: int, is_asked: bool = False) -> None:
    """Run a slot (µs) of a collector, unless it is somebody else's or too late."""
    worker.collect(collection, slot, is_asked)


@worker_process_shutdown.connect
@worker_shutdown.connect
def stop(**about: object) -> None:
    worker.stop()
