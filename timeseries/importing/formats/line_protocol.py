"""InfluxDB's line protocol, as `POST /api/v2/write` takes it and `influx` exports it."""

from collections.abc import Iterator

from ...ingest.protocol import Body, protocols
from ...runs import placed
from ..format import Chunk, Column, Format, Options, formats
from ..source import Slice, Source

# Bytes that are parsed at a time: texts of them take many times as many.
_PART = 2**21
_NEWLINE = b"\n"


@formats.register("line_protocol")
class LineProtocol(Format):
    """Lines of fields; a line without a time has the time at which the file was changed, so
    that reading it again changes nothing."""

    suffixes = (".lp", ".line", ".influx")

    def read(self, source: Source, options: Options) -> Iterator[Chunk]:
        parameters = {"precision": options.precision} if options.precision else {}
        parser = protocols["line_protocol"]()
        for part in _parts(source):
            if part.after <= options.mark:
                continue
            chunk = Chunk(mark=part.after)
            content = _without_what_is_no_text(part, chunk)
            parsed = parser.parse(Body(content, parameters, source.changed, part.line))
            for rejection in parsed.rejected:
                chunk.reject(rejection.at, rejection.reason)
            chunk.rejected_count += parsed.rejected_count - len(parsed.rejected)
            chunk.texts = parsed.texts
            batch = parsed.batch.numbers()
            chunk.columns = [
                Column(batch.keys[at], times, values) for at, times, values in placed(batch)
            ]
            if parsed.batch.text is not None:
                chunk.states = [parsed.batch.where(parsed.batch.text >= 0)]
            yield chunk


def _parts(source: Source) -> Iterator[Slice]:
    """Parts of a file that end with a line, and not inside of quotes."""
    rest: Slice | None = None
    for whole in source.slices():
        for part in whole.cut(-(-len(whole.content) // _PART)):
            if rest is not None:
                part = Slice(rest.line, rest.content + part.content)
            # A quote that nobody closes is not waited for.
            is_open = _quotes(part.content) % 2 and rest is None
            rest = part if is_open else None
            if not is_open:
                yield part
    if rest is not None:
        yield rest


def _quotes(content: bytes) -> int:
    return content.count(b'"') - content.count(b'\\"')


def _without_what_is_no_text(part: Slice, chunk: Chunk) -> bytes:
    """The content with lines that are not UTF-8 refused and made empty."""
    try:
        part.content.decode()
    except UnicodeDecodeError:
        lines = part.content.split(_NEWLINE)
    else:
        return part.content
    for number, line in enumerate(lines):
        try:
            line.decode()
        except UnicodeDecodeError as error:
            reason = f"it is not UTF-8 (byte {error.start + 1}: {error.reason})"
            chunk.reject(f"line {part.line + number}", reason)
            lines[number] = b""
    return _NEWLINE.join(lines)
