"""What a program offers to Prometheus: its metrics page, in Prometheus' or OpenMetrics' format."""

import math
from collections.abc import Iterable, Mapping
from fnmatch import fnmatchcase
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _
from prometheus_client.core import Metric
from prometheus_client.openmetrics.parser import text_string_to_metric_families as read_openmetrics
from prometheus_client.parser import text_string_to_metric_families as read_plain
from prometheus_client.samples import Sample

from ..collecting.fields import Text
from ..collecting.gathering import Gathering
from ..collecting.http_settings import (
    ADDRESS,
    CREDENTIALS,
    check_status,
    host_of,
    request_of,
    text_of,
)
from ..collecting.waiting import in_thread
from ..collecting.web import fetch
from ..collector import Gathered, Waiting, collectors
from ..errors import CannotCollect
from ..timerange import SECOND, now

ACCEPT = "application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5,*/*;q=0.1"
OPENMETRICS = "application/openmetrics-text"
# A page below this is read faster than another thread is woken.
SMALL_PAGE = 32_768


@collectors.register("prometheus")
class Prometheus(Waiting):
    """A scrape as Prometheus does it, with `up` and how long it took."""

    title = _("Prometheus metrics")
    about = _(
        "The metrics page of an exporter or a program, in the Prometheus or OpenMetrics format."
    )
    settings = (
        ADDRESS,
        Text(
            "only",
            _("Only these metrics"),
            help=_("Names with spaces between them, * for any characters; empty: all."),
            placeholder="node_cpu_* node_load1",
        ),
        *CREDENTIALS,
    )
    interval = 15 * SECOND
    example: ClassVar[Mapping[str, Any]] = {"address": "http://localhost:9100/metrics"}

    async def collect(self, at: int, seconds: float) -> Gathered:
        begun = now()
        gathering = Gathering()
        error, count = "", 0
        try:
            count = await self._scrape(gathering, at, seconds)
        except CannotCollect as failed:
            error = str(failed)
        tags = {"instance": host_of(self.given["address"])}
        gathering.add("up", tags, at, float(not error))
        gathering.add("scrape_duration_seconds", tags, at, (now() - begun) / SECOND, "s")
        gathering.add("scrape_samples_scraped", tags, at, count)
        return gathering.done(error)

    async def _scrape(self, gathering: Gathering, at: int, seconds: float) -> int:
        """Gather a page; how many samples it had."""
        answer = await fetch(request_of(self.given, ACCEPT), seconds)
        check_status(answer, self.given["address"])
        text = text_of(answer)
        # As it says itself: some answer with another format than they were asked for.
        is_openmetrics = answer.headers.get("content-type", "").startswith(OPENMETRICS)
        if len(text) > SMALL_PAGE:
            return await in_thread(lambda: self._read(text, is_openmetrics, gathering, at))
        return self._read(text, is_openmetrics, gathering, at)

    def _read(self, text: str, is_openmetrics: bool, gathering: Gathering, at: int) -> int:
        patterns = self.given["only"].split()
        instance = host_of(self.given["address"])
        count = 0
        for family in _families(text, is_openmetrics):
            for sample in family.samples:
                count += 1
                if patterns and not any(fnmatchcase(sample.name, one) for one in patterns):
                    continue
                # A series that has ended, and buckets nothing was counted in: no numbers.
                if _is_told(sample):
                    tags = {"instance": instance, **sample.labels}
                    gathering.add(
                        sample.name,
                        {name: value for name, value in tags.items() if value},
                        _time(sample, at),
                        sample.value,
                        _unit(family, sample),
                        "counter" if _only_grows(family, sample) else "",
                    )
        return count


def _families(text: str, is_openmetrics: bool) -> Iterable[Metric]:
    """Raises CannotCollect naming what cannot be read."""
    read = read_openmetrics if is_openmetrics else read_plain
    try:
        yield from read(text)
    except (ValueError, KeyError, IndexError, TypeError, AttributeError) as error:
        raise CannotCollect(f"The page is no metrics page: {str(error)[:200]}.") from None


def _is_told(sample: Sample) -> bool:
    """Whether it is a reading: when a series began is none, and neither are the NaN by which
    Prometheus marks a series that has ended and infinities."""
    return not sample.name.endswith("_created") and math.isfinite(sample.value)


def _only_grows(family: Metric, sample: Sample) -> bool:
    if family.type == "counter":
        return True
    summed = family.type in ("histogram", "summary")
    return summed and sample.name.endswith(("_bucket", "_count", "_sum"))


def _time(sample: Sample, at: int) -> int:
    """µs; OpenMetrics has seconds, as its parser makes of the older format's milliseconds."""
    return at if sample.timestamp is None else int(float(sample.timestamp) * SECOND)


def _unit(family: Metric, sample: Sample) -> str:
    name = family.unit or sample.name.removesuffix("_total").rpartition("_")[2]
    counted = sample.name.endswith(("_bucket", "_count", "_info"))
    return "" if counted else {"seconds": "s", "bytes": "B", "celsius": "°C"}.get(name, "")
