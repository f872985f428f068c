"""What measurements of collectors share: 500 of them, a tenth of which have dead targets."""

import json
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from .livecurve import ROOT, Livecurve
from .measurement import Failed, Figure
from .processes import free_port, running

COUNT, DEAD = 500, 50
INTERVAL_SECONDS = 10
WARM_SECONDS = 12
SECONDS = 32
MOST_MS = 200.0

# Half of the dead targets refuse the connection, the others never answer.
SET_UP = """
from timeseries.collecting.models import Collection
from timeseries.timerange import SECOND, now
good, silent, refused = {ports}
def port(n):
    return good if n >= {dead} else silent if n % 2 else refused
Collection.objects.all().delete()
Collection.objects.bulk_create(
    Collection(name=f"target {{n}}", kind="prometheus", interval={interval} * SECOND,
               timeout=5 * SECOND, changed_at=now(), labels={{"target": str(n)}},
               settings={{"address": f"http://127.0.0.1:{{port(n)}}/metrics", "only": "",
                          "user": "", "verify": True}},
               secrets={{"password": "", "token": "", "headers": ""}})
    for n in range({count})
)
"""
LOOK = """
import json
from django.db.models import F
from timeseries.collecting.models import CollectionRun, CollectionState
runs = CollectionRun.objects.filter(slot__gte={since}, slot__lt={until}).exclude(started=None)
late = list(runs.values_list("collection_id", F("started") - F("slot")))
missed = sum(CollectionState.objects.values_list("missed", flat=True))
print(json.dumps([late, missed]))
"""


@contextmanager
def targets(folder: Path) -> Iterator[tuple[int, int, int]]:
    """The ports of a page of metrics, of silence, and of nothing."""
    ports = free_port(), free_port(), free_port()
    command = [sys.executable, "-m", "bench.collecting_targets", str(ports[0]), str(ports[1])]
    with running(command, folder / "targets.log", ROOT, {"PATH": ""}):
        yield ports


def set_up(server: Livecurve, ports: tuple[int, int, int]) -> None:
    given = {"ports": ports, "dead": DEAD, "interval": INTERVAL_SECONDS, "count": COUNT}
    server.manage("shell", "-v0", "-c", SET_UP.format(**given))


def lateness(server: Livecurve) -> tuple[Sequence[float], int]:
    """For how many ms after its slot each run began, over some intervals, and how many slots were
    missed in all."""
    time.sleep(WARM_SECONDS)
    since = time.time()
    time.sleep(SECONDS)
    # What has begun by then has been entered a little later.
    until = time.time()
    time.sleep(2)
    given = {"since": round(since * 1e6), "until": round(until * 1e6)}
    late, missed = json.loads(server.manage("shell", "-v0", "-c", LOOK.format(**given)))
    if len({pk for pk, _ in late}) < COUNT - DEAD:
        raise Failed(f"Only {len({pk for pk, _ in late})} of {COUNT} collectors ran.")
    return [us / 1000 for _, us in late], missed


def figure(what: str, late: Sequence[float]) -> Figure:
    return Figure(what, "ms", late, at_most=MOST_MS)
