"""`manage.py importreadings FILE…`"""

import sys
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.db import Error

from timeseries.errors import LivecurveError
from timeseries.importing.checkpoint import Checkpoint
from timeseries.importing.format import Format, Options, formats
from timeseries.importing.importer import Importer, Report, ahead
from timeseries.importing.source import STDIN, Source, opened
from timeseries.importing.times import UNITS
from timeseries.ingest.protocol import Rejection
from timeseries.management.command import StoreCommand
from timeseries.progress import Progress
from timeseries.threads import unavailable
from timeseries.timerange import parse_zone

COMPRESSIONS = (".gz", ".zst", ".zstd")


class Command(StoreCommand):
    help = (
        "Import readings from files: CSV, Parquet or InfluxDB line protocol, plain or "
        "compressed with gzip or zstd. Importing a file again changes nothing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="+", metavar="FILE", help="A file; - reads from a pipe.")
        parser.add_argument(
            "--format", choices=formats.names(), help="What the files are, whatever their names."
        )
        parser.add_argument("--time", default="time", help="The name of the column of times.")
        parser.add_argument("--tz", help="The zone of times without one (UTC).")
        parser.add_argument(
            "--precision",
            choices=UNITS,
            help="The unit of times that are numbers (ms; of line protocol ns).",
        )
        parser.add_argument(
            "--resume",
            action="store_true",
            help="Go on where an import of the same file was stopped.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            asked = Options(options["time"], parse_zone(options["tz"]), options["precision"])
        except LivecurveError as error:
            raise CommandError(f"--{error}") from None
        if options["resume"] and STDIN in options["files"]:
            raise CommandError("--resume takes files: a pipe begins where it begins.")
        readers = [(name, reader_of(name, options["format"])) for name in options["files"]]
        resume = options["resume"]
        refused = sum(self.import_file(name, reader, asked, resume) for name, reader in readers)
        if refused:
            raise CommandError(f"{refused:,} were refused, as said above; all others are written.")

    def import_file(self, name: str, reader: Format, options: Options, resume: bool) -> int:
        """How many were refused. Raises CommandError with one sentence."""
        importer = Importer()
        try:
            with opened(name) as source:
                checkpoint = checkpoint_of(source, reader, options)
                if resume and (kept := checkpoint.read()):
                    options = replace(options, mark=kept["mark"])
                    importer.report = report_of(kept["report"])
                self.run(source, reader, options, importer, checkpoint)
        except OSError as error:
            raise CommandError(f"{name} cannot be read: {error.strerror or error}.") from None
        except LivecurveError as error:
            raise CommandError(f"{name}: {error}") from None
        except Error as error:
            raise CommandError(f"{name}: {unavailable(error)}") from None
        except KeyboardInterrupt:
            raise CommandError(
                f"{name}: stopped with {_counted(importer.report.written, 'reading')} written; "
                "--resume goes on from there.",
                returncode=130,
            ) from None
        finally:
            self.tell(name, importer.report)
        return importer.report.rejected_count

    def run(
        self,
        source: Source,
        reader: Format,
        options: Options,
        importer: Importer,
        checkpoint: Checkpoint,
    ) -> None:
        progress = Progress(source.name, sys.stderr)
        mark = options.mark
        try:
            for chunk in ahead(reader.read(source, options)):
                importer.take(chunk)
                if source.size is not None and importer.reached[0] > mark:
                    mark, report = importer.reached
                    checkpoint.keep({"mark": mark, "report": asdict(report)})
                progress.show(source.share, importer.report.written)
        except LivecurveError:
            # What was read before it is whole.
            importer.flush()
            raise
        finally:
            progress.clear()
        importer.flush()
        checkpoint.forget()

    def tell(self, name: str, report: Report) -> None:
        """What came of a file."""
        for rejection in report.rejected:
            self.stderr.write(f"{name}: {rejection.at}: {rejection.reason}")
        more = report.rejected_count - len(report.rejected)
        if more > 0:
            self.stderr.write(f"{name}: and {more:,} more were refused")
        texts = f", {_counted(report.texts, 'text field')} passed over" if report.texts else ""
        self.stdout.write(f"{name}: {_counted(report.written, 'reading')} written{texts}")
        # In its place between refusals and errors, also in a pipe.
        self.stdout.flush()


def reader_of(name: str, form: str | None) -> Format:
    """The format of a file by its name, or the one that is asked for. Raises CommandError."""
    if form:
        return formats[form]()
    if name == STDIN:
        raise CommandError(f"--format says what comes from the pipe: {_listed()}.")
    suffixes = [suffix.lower() for suffix in Path(name).suffixes]
    if suffixes and suffixes[-1] in COMPRESSIONS:
        suffixes.pop()
    for found in formats:
        if suffixes and suffixes[-1] in found.suffixes:
            return found()
    raise CommandError(f"{name} does not say by its name what it is: add --format {_listed()}.")


def checkpoint_of(source: Source, reader: Format, options: Options) -> Checkpoint:
    """Of a file as it is now, read as it is now."""
    path, kind = str(Path(source.name).resolve()), type(reader).__name__
    read = [options.time, str(options.zone), options.precision]
    about = {"file": path, "size": source.size, "changed": source.changed}
    return Checkpoint({**about, "format": kind, "read": read})


def report_of(kept: dict[str, Any]) -> Report:
    rejected = [Rejection(**one) for one in kept.pop("rejected")]
    return Report(**kept, rejected=rejected)


def _counted(count: int, what: str) -> str:
    return f"{count:,} {what}{'' if count == 1 else 's'}"


def _listed() -> str:
    return " or ".join(formats.names())
