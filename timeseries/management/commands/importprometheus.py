"""`manage.py importprometheus URL --match SELECTOR --start …`"""

import sys
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.db import Error

from timeseries.errors import LivecurveError
from timeseries.importing.checkpoint import Checkpoint
from timeseries.importing.importer import Importer
from timeseries.importing.prometheus import Place, PrometheusReader
from timeseries.importing.prometheus_server import PrometheusServer
from timeseries.ingest.protocol import Rejection
from timeseries.management.command import StoreCommand
from timeseries.progress import Progress
from timeseries.threads import unavailable
from timeseries.timerange import TimeRange, now, parse_duration, parse_range


class Command(StoreCommand):
    help = (
        "Import what a server with Prometheus' HTTP API has stored. One that was stopped goes on "
        "where it was when it is asked for again."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("url", help="Such as http://prometheus:9090.")
        parser.add_argument(
            "--match",
            action="append",
            required=True,
            help="A selector such as up or '{job=\"node\"}'; may be repeated.",
        )
        parser.add_argument("--start", default="now-30d", help="From when on (now-30d).")
        parser.add_argument("--end", default="now", help="Until when (now).")
        parser.add_argument(
            "--step", help="One value each so often, as in 15s, instead of all stored samples."
        )
        parser.add_argument("--token", help="A bearer token that the server asks for.")
        parser.add_argument(
            "--again", action="store_true", help="From the start, whatever was done before."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            asked = parse_range(options["start"], options["end"], now(), None)
            step = parse_duration(options["step"]) if options["step"] else None
        except (LivecurveError, ValueError) as error:
            raise CommandError(str(error)) from None
        token = options["token"]
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        try:
            server = PrometheusServer(options["url"], headers)
        except LivecurveError as error:
            raise CommandError(str(error)) from None
        # What "now" is differs from run to run: a run that goes on keeps to the first one's.
        of = {name: options[name] for name in ("match", "start", "end", "step")}
        checkpoint = Checkpoint({"url": server.address, **of})
        kept = {} if options["again"] else checkpoint.read()
        asked = TimeRange(kept.get("start", asked.start), kept.get("end", asked.end))
        with server:
            reader = PrometheusReader(server.ask, options["match"], asked.start, asked.end, step)
            self.run(server.address, reader, asked, checkpoint, kept)

    def run(
        self,
        url: str,
        reader: PrometheusReader,
        asked: TimeRange,
        checkpoint: Checkpoint,
        kept: dict[str, Any],
    ) -> None:
        """All of it, or as much as goes. Raises CommandError with one sentence."""
        importer = Importer(note=reader.notes.__getitem__)
        report = importer.report
        report.written = kept.get("written", 0)
        report.rejected_count = kept.get("refused", 0)
        place = Place(kept.get("metric", ""), kept.get("time", 0))
        progress = Progress(url, sys.stderr)
        try:
            for stretch in reader.read(place):
                importer.take(stretch.chunk)
                importer.flush()
                checkpoint.keep(
                    {
                        "start": asked.start,
                        "end": asked.end,
                        "metric": stretch.place.metric,
                        "time": stretch.place.time,
                        "written": report.written,
                        "refused": report.rejected_count,
                    }
                )
                progress.show(stretch.share, report.written)
        except LivecurveError as error:
            raise CommandError(f"{error} What was read is written: run it again.") from None
        except Error as error:
            raise CommandError(str(unavailable(error))) from None
        except KeyboardInterrupt:
            raise CommandError("Stopped: run it again for the others.", returncode=130) from None
        finally:
            progress.clear()
            self.tell(url, report.written, report.rejected)
        checkpoint.forget()

    def tell(self, url: str, written: int, rejected: list[Rejection]) -> None:
        """What came of it."""
        for rejection in rejected:
            self.stderr.write(f"{rejection.at}: {rejection.reason}")
        self.stdout.write(f"{url}: {written:,} reading{'' if written == 1 else 's'} written")
        self.stdout.flush()
