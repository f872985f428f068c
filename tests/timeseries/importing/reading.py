"""Files in, readings out, for the tests of all formats."""

import tempfile
from dataclasses import dataclass
from pathlib import Path

from timeseries.batch import ReadingBatch
from timeseries.importing import source
from timeseries.importing.format import Chunk, Options, formats
from timeseries.importing.importer import merged

Readings = dict[str, list[tuple[int, float]]]


@dataclass(frozen=True)
class Read:
    """Readings by the key of their series, in time order; what was refused; how much."""

    readings: Readings
    refused: list[tuple[str, str]]
    count: int
    texts: int
    states: dict[str, list[tuple[int, str]]]


def read(form: str, content: bytes | str, options: Options | None = None) -> Read:
    """What a format reads of a file."""
    raw = content.encode() if isinstance(content, str) else content
    with tempfile.NamedTemporaryFile() as file:
        Path(file.name).write_bytes(raw)
        return read_file(form, Path(file.name), options)


def read_file(form: str, path: Path, options: Options | None = None) -> Read:
    with source.opened(str(path)) as opened:
        chunks = list(formats[form]().read(opened, options or Options()))
    return Read(
        readings_of(chunks),
        [(one.at, one.reason) for chunk in chunks for one in chunk.rejected],
        sum(chunk.rejected_count for chunk in chunks),
        sum(chunk.texts for chunk in chunks),
        _states_of(ReadingBatch.concatenate([batch for chunk in chunks for batch in chunk.states])),
    )


def _states_of(batch: ReadingBatch) -> dict[str, list[tuple[int, str]]]:
    found: dict[str, list[tuple[int, str]]] = {}
    if batch.text is not None:
        for at, time, text in zip(batch.index, batch.times.tolist(), batch.text, strict=True):
            found.setdefault(batch.keys[at].text, []).append((time, batch.texts[text]))
    return found


def readings_of(chunks: list[Chunk]) -> Readings:
    return {
        key.text: list(zip(times.tolist(), values.tolist(), strict=True))
        for key, times, values in merged(column for chunk in chunks for column in chunk.columns)
    }
