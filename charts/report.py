"""A dashboard as PDF: its page, drawn and printed by Chromium with the rights of who asks."""

import asyncio
import base64
from dataclasses import dataclass, field

from timeseries.errors import LivecurveError, Overloaded

from .chromium import ChromiumFailed, Session, chromium

# Each takes a processor for some seconds, and 200 MB.
AT_ONCE = 1
WAITING = 4
SECONDS = 60.0

# A4, in inches. Margins, and what stands on the paper, are the page's own (print.css).
WIDTH, HEIGHT = 8.27, 11.69
# High enough that every panel is in sight, and so has its readings.
WINDOW_WIDTH, WINDOW_HEIGHT = 1100, 12_000
FOOTER = (
    '<div style="font: 8px sans-serif; width: 100%; text-align: center; color: #5b6470">'
    '<span class="pageNumber"></span> / <span class="totalPages"></span></div>'
)

DRAWN = """
new Promise((done) => {
  const look = () => document.documentElement.hasAttribute("data-drawn")
    ? done(true)
    : setTimeout(look, 50);
  look();
})
"""


class ReportTooSlow(LivecurveError):
    """The page was not drawn and printed in time."""

    code = "report_too_slow"
    status = 504


@dataclass(frozen=True, slots=True)
class Visit:
    """A page as somebody would open it: its address under the name that he used, where the
    server really listens, and what tells who he is."""

    url: str
    listens: str
    # Without a port.
    host: str
    headers: dict[str, str] = field(default_factory=dict)
    cookies: dict[str, str] = field(default_factory=dict)


class Printer:
    """Prints few at once, and lets few wait."""

    def __init__(self) -> None:
        self._turns: asyncio.Semaphore | None = None
        self._waiting = 0

    async def print(self, path: str, visit: Visit) -> bytes:
        """The PDF. Raises Overloaded, ReportTooSlow, ChromiumFailed."""
        if self._waiting >= AT_ONCE + WAITING:
            raise Overloaded("Other reports are being printed: come back in a moment.")
        self._turns = self._turns or asyncio.Semaphore(AT_ONCE)
        self._waiting += 1
        try:
            async with asyncio.timeout(SECONDS), self._turns:
                return await _printed(path, visit)
        except TimeoutError:
            raise ReportTooSlow(
                f"The report was not printed within {SECONDS:.0f} seconds: "
                "a shorter range has less to draw."
            ) from None
        finally:
            self._waiting -= 1


async def _printed(path: str, visit: Visit) -> bytes:
    # Whatever name the page is opened under leads to us, and no other name leads anywhere.
    to_us = f"--host-resolver-rules=MAP {visit.host} {visit.listens}, MAP * ~NOTFOUND"
    async with chromium(path, to_us) as session:
        await _enter(session, visit)
        if not await session.evaluate("Boolean(document.querySelector('#grid'))"):
            raise ChromiumFailed("The page of the report is not the dashboard.")
        await session.evaluate(DRAWN)
        return await _pdf(session)


async def _enter(session: Session, visit: Visit) -> None:
    await session.tell(
        "Emulation.setDeviceMetricsOverride",
        width=WINDOW_WIDTH, height=WINDOW_HEIGHT, deviceScaleFactor=1, mobile=False,
    )  # fmt: skip
    light = [{"name": "prefers-color-scheme", "value": "light"}]
    await session.tell("Emulation.setEmulatedMedia", features=light)
    await session.tell("Network.enable")
    await session.tell("Network.setExtraHTTPHeaders", headers=visit.headers)
    for name, value in visit.cookies.items():
        await session.tell("Network.setCookie", name=name, value=value, url=visit.url)
    await session.tell("Page.enable")
    found = await session.tell("Page.navigate", url=visit.url)
    if found.get("errorText"):
        raise ChromiumFailed(f"Chromium does not reach the server: {found['errorText']}.")
    await session.evaluate(
        "new Promise((done) => document.readyState === 'complete' ? done()"
        " : addEventListener('load', () => done()))"
    )


async def _pdf(session: Session) -> bytes:
    found = await session.tell(
        "Page.printToPDF",
        printBackground=True, paperWidth=WIDTH, paperHeight=HEIGHT, preferCSSPageSize=True,
        displayHeaderFooter=True, headerTemplate="<span></span>", footerTemplate=FOOTER,
    )  # fmt: skip
    return base64.b64decode(found["data"])


printer = Printer()
