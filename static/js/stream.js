/**
 * The stream of a page: shared with all other tabs by a worker, or the page's own where the
 * browser has no such workers.
 *
 * @typedef {import("./transports/sse.js").Handlers} Handlers
 * @typedef {import("./transports/sse.js").What} What
 */

import { ownStream } from "./transports.js";

/** A worker that has not answered by then never will, in ms. */
const PATIENCE = 5000;

class SharedStream {
  #port;
  #handlers = new Map();
  #next = 1;
  #lost = false;
  #own = ownStream();

  /** @param {SharedWorker} worker */
  constructor(worker) {
    this.name = this.#own.name;
    this.#port = worker.port;
    this.#port.addEventListener("message", ({ data }) => this.#take(data));
    this.#port.start();
    worker.addEventListener("error", () => this.#lose());
    this.#patience = setTimeout(() => this.#lose(), PATIENCE);
    addEventListener("pagehide", () => this.#leave());
  }

  #patience;

  /**
   * @param {What} what
   * @param {Handlers} handlers
   */
  open(what, handlers) {
    if (this.#lost) return this.#openOwn(what, handlers);
    const number = this.#next++;
    this.#handlers.set(number, handlers);
    this.#port.postMessage({ number, what });
    return { close: () => this.#close(number) };
  }

  #openOwn(what, handlers) {
    const onFrame = (frame) => {
      this.name = this.#own.name;
      handlers.onFrame(frame);
    };
    return this.#own.open(what, { ...handlers, onFrame });
  }

  #close(number) {
    if (this.#handlers.delete(number)) this.#port.postMessage({ number });
  }

  #take({ ready, number, name, frame, resync, cursor, closed }) {
    if (ready) clearTimeout(this.#patience);
    const handlers = this.#handlers.get(number);
    if (!handlers) return;
    this.name = name;
    if (frame) handlers.onFrame(frame);
    else if (resync) handlers.onResync(cursor);
    if (!closed) return;
    this.#handlers.delete(number);
    handlers.onClose();
  }

  /** The page may come back from the browser's memory: its streams then go on where they were. */
  #leave() {
    for (const number of this.#handlers.keys()) this.#port.postMessage({ number });
    addEventListener("pageshow", () => this.#closeAll(), { once: true });
  }

  #lose() {
    clearTimeout(this.#patience);
    this.#lost = true;
    // A worker that is only late would hold them for nobody.
    for (const number of this.#handlers.keys()) this.#port.postMessage({ number });
    this.#closeAll();
  }

  /** What was open is opened again by whoever wants it. */
  #closeAll() {
    const all = [...this.#handlers.values()];
    this.#handlers.clear();
    for (const { onClose } of all) onClose();
  }
}

/** @type {SharedStream | import("./ladder.js").Ladder | undefined} */
let stream;

/** The page's one stream, on whose `name` it comes. */
export function pageStream() {
  stream ??= sharedStream() ?? ownStream();
  return stream;
}

/** The page names the worker's file: what it is called has a fingerprint of its content. */
function sharedStream() {
  const file = document.querySelector('meta[name="livecurve-worker"]')?.content;
  if (!file || typeof SharedWorker === "undefined") return null;
  try {
    return new SharedStream(new SharedWorker(file, { type: "module", name: "livecurve" }));
  } catch {
    // Static files of another host: no worker may come from there.
    return null;
  }
}

/**
 * Open the page's stream, as the transports do.
 * @param {What} what
 * @param {Handlers} handlers
 */
export const openStream = (what, handlers) => pageStream().open(what, handlers);
