/**
 * What all tabs of a browser share: a worker that holds the one stream. A page says what to
 * open and what to close, by numbers of its own, and is told events as `stream.js` reads them.
 */

import { Joined } from "./joined.js";
import { ownStream } from "./transports.js";

const ladder = ownStream();
const joined = new Joined((what, handlers) => ladder.open(what, handlers));

self.addEventListener("connect", ({ ports: [port] }) => serve(port));

/** @param {MessagePort} port of one page */
function serve(port) {
  const open = new Map();
  const close = (number) => {
    open.get(number)?.close();
    open.delete(number);
  };
  const begin = (number, what) => {
    const say = (event) => port.postMessage({ number, name: ladder.name, ...event });
    open.set(
      number,
      joined.open(what, {
        onFrame: (frame) => say({ frame }),
        onResync: (cursor) => say({ resync: true, cursor }),
        onClose: () => {
          open.delete(number);
          say({ closed: true });
        },
      }),
    );
  };
  port.addEventListener("message", ({ data: { number, what } }) => {
    if (what) begin(number, what);
    else close(number);
  });
  // Where a browser does not tell that a page is gone, the page has said so before.
  port.addEventListener("close", () => [...open.keys()].forEach(close));
  port.start();
  port.postMessage({ ready: true });
}
