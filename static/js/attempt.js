/**
 * One connection of a transport, which has to begin in time. What ends it by itself is told
 * with how it went, before whoever uses it hears that it is closed.
 *
 * @typedef {{begun: boolean, silent: boolean, short: boolean}} Ending whether there ever was an
 *   event, whether it was waited for in vain, whether the end came soon after
 */

/** A stream that has not begun by then is held back on the way, in ms. */
const PATIENCE = 4000;
/** A connection that ends so soon after it began has failed, in ms. */
const SHORT = 3000;

export class Attempt {
  #timers;
  #handlers;
  #onBegun;
  #onEnded;
  #rung;
  #connection = null;
  #waiting = new Set();
  #over = false;
  #begunAt = null;

  /**
   * @param {import("./ladder.js").Rung} rung
   * @param {import("./transports/sse.js").What} what
   * @param {{timers: object, handlers: import("./transports/sse.js").Handlers,
   *   onBegun: () => void, onEnded: (how: Ending) => void | Promise<void>}} options
   */
  constructor(rung, what, { timers, handlers, onBegun, onEnded }) {
    /** What it carries now: the cursor moves along. */
    this.what = what;
    /** Another attempt, which ends with this one. @type {Attempt | null} */
    this.probe = null;
    this.#rung = rung;
    this.#timers = timers;
    this.#handlers = handlers;
    this.#onBegun = onBegun;
    this.#onEnded = onEnded;
  }

  start() {
    this.later(() => this.#begunAt === null && this.#fail(true), PATIENCE);
    this.#connection = this.#rung.open(this.what, {
      onFrame: (frame) => this.#receive(() => this.#handlers.onFrame(frame), frame.cursor),
      onResync: (cursor) => this.#receive(() => this.#handlers.onResync(cursor), cursor),
      onClose: () => this.#fail(false),
    });
    if (this.#over) this.#connection.close();
  }

  #receive(hand, cursor) {
    if (this.#over) return;
    if (cursor) this.what = { ...this.what, cursor };
    if (this.#begunAt === null) {
      this.#begunAt = this.#now();
      this.#onBegun();
    }
    if (!this.#over) hand();
  }

  #fail(silent) {
    if (this.#over) return;
    const begun = this.#begunAt !== null;
    const short = begun && this.#now() - this.#begunAt < SHORT;
    this.close();
    // What is used next is settled before the page connects again.
    Promise.resolve(this.#onEnded({ begun, silent, short })).then(() => this.#handlers.onClose());
  }

  /** End it as if the server had. */
  end() {
    if (this.#over) return;
    this.close();
    this.#handlers.onClose();
  }

  close() {
    this.#over = true;
    for (const timer of this.#waiting) this.#timers.clearTimeout(timer);
    this.probe?.close();
    this.#connection?.close();
  }

  later(call, ms) {
    if (!this.#over) this.#waiting.add(this.#timers.setTimeout(call, ms));
  }

  #now() {
    return this.#timers.now?.() ?? performance.now();
  }
}
