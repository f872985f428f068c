"""How far something has come, as one line on a terminal; nothing on anything else."""

import time
from typing import IO

WIDTH = 30
SECONDS = 0.1


class Progress:
    """A bar that is drawn again in its place, at most ten times a second."""

    def __init__(self, name: str, out: IO[str], what: str = "readings") -> None:
        self._name, self._out, self._what = name, out, what
        self._shown = out.isatty()
        self._begun = time.monotonic()
        self._drawn_at = 0.0

    def show(self, share: float | None, done: int) -> None:
        """`share` is from 0 to 1, None when the size is not known."""
        at = time.monotonic()
        if not self._shown or at - self._drawn_at < SECONDS:
            return
        self._drawn_at = at
        pace = done / max(at - self._begun, 0.001)
        bar = "" if share is None else _bar(share)
        # "\x1b[K" clears what is left of a longer line.
        self._out.write(f"\r{self._name} {bar}{done:,} {self._what}, {pace:,.0f}/s\x1b[K")
        self._out.flush()

    def clear(self) -> None:
        """Take the line away again."""
        if self._shown and self._drawn_at:
            self._out.write("\r\x1b[K")
            self._out.flush()


def _bar(share: float) -> str:
    filled = round(share * WIDTH)
    return f"[{'#' * filled}{'.' * (WIDTH - filled)}] {share:4.0%}  "
