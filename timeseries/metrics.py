"""What this process counts of itself, for `/metrics` (https://prometheus.io/docs/concepts/metric_types/).

With several workers each counts in files that all of them read (`PROMETHEUS_MULTIPROC_DIR`,
which `manage.py live --workers` sets), so that whoever is asked answers for all.
"""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

registry = CollectorRegistry()

CLIENTS = Gauge(
    "livecurve_live_clients",
    "Clients that follow along now.",
    ["transport"],
    registry=registry,
    multiprocess_mode="livesum",
)
FRAMES = Counter(
    "livecurve_live_frames", "Frames handed to clients.", ["transport"], registry=registry
)
WAITING = Gauge(
    "livecurve_live_waiting_frames",
    "Frames in the queues of clients.",
    registry=registry,
    multiprocess_mode="livesum",
)
CONFLATED = Counter(
    "livecurve_live_conflated",
    "Frames that were joined into one for clients that were behind.",
    registry=registry,
)
RESYNCS = Counter(
    "livecurve_live_resyncs",
    "Times that a client was told to ask for its window again.",
    registry=registry,
)
CLOSED = Counter(
    "livecurve_live_closed",
    "Clients let go because they took nothing for too long.",
    registry=registry,
)
LAG = Histogram(
    "livecurve_live_lag_seconds",
    "From the hint that something was committed to handing it to clients.",
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
    registry=registry,
)
HINTS_LOST = Counter(
    "livecurve_live_hints_lost",
    "Hints to other processes that Redis did not take.",
    registry=registry,
)
WRITES = Counter("livecurve_writes", "Requests that wrote readings.", registry=registry)
ACCEPTED = Counter("livecurve_readings_accepted", "Readings on disk.", registry=registry)
REJECTED = Counter("livecurve_readings_rejected", "Readings refused.", registry=registry)
QUEUED = Gauge(
    "livecurve_writer_queue_readings",
    "Readings that wait for the writer.",
    registry=registry,
    multiprocess_mode="livesum",
)
COMMIT = Histogram(
    "livecurve_commit_seconds",
    "How long a group of writes took, from its beginning to the disk.",
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5),
    registry=registry,
)
