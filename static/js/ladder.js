/**
 * The best transport that works here. Server-sent events come first; where they never begin,
 * since something on the way gathers or refuses them, the next one is taken, and the better
 * one is tried again later. A server that is away is no reason to change: that is asked first.
 *
 * @typedef {import("./transports/sse.js").Handlers} Handlers
 * @typedef {import("./transports/sse.js").What} What
 *
 * @typedef {Object} Rung
 * @property {string} name as it is shown
 * @property {(what: What, handlers: Handlers) => {close(): void}} open
 */

import { Attempt } from "./attempt.js";

/** Connections that fail by themselves, one after another, until the next rung is taken. */
const ENOUGH = 2;
/** Waits before the better rung is tried again, in ms. */
const RETURNS = [30_000, 60_000, 120_000, 300_000, 600_000];

export class Ladder {
  #rungs;
  #reachable;
  #timers;
  #at = 0;
  #failures = 0;
  #returns = 0;

  /**
   * @param {{rungs: Rung[], reachable: () => Promise<boolean>, timers?: {setTimeout: Function,
   *   clearTimeout: Function, now?: () => number}}} options `rungs` with the best one first
   */
  constructor({ rungs, reachable, timers = globalThis }) {
    this.#rungs = rungs;
    this.#reachable = reachable;
    this.#timers = timers;
  }

  /** The transport in use. */
  get name() {
    return this.#rungs[this.#at].name;
  }

  /**
   * Open the best transport, as `transports/*.js` do.
   * @param {What} what
   * @param {Handlers} handlers
   */
  open(what, handlers) {
    const attempt = new Attempt(this.#rungs[this.#at], what, {
      timers: this.#timers,
      handlers,
      onBegun: () => this.#begun(attempt),
      onEnded: (how) => this.#ended(how),
    });
    attempt.start();
    return { close: () => attempt.close() };
  }

  #begun(attempt) {
    if (this.#at === 0) return;
    const wait = RETURNS[Math.min(this.#returns, RETURNS.length - 1)];
    attempt.later(() => this.#tryBetter(attempt), wait);
  }

  /** Whether the better one works is seen beside the one in use, which goes on meanwhile. */
  #tryBetter(attempt) {
    const at = this.#at - 1;
    const probe = new Attempt(this.#rungs[at], attempt.what, {
      timers: this.#timers,
      handlers: { onFrame() {}, onResync() {}, onClose() {} },
      onBegun: () => {
        probe.close();
        this.#at = at;
        this.#returns = 0;
        attempt.end();
      },
      onEnded: () => {
        this.#returns += 1;
        this.#begun(attempt);
      },
    });
    attempt.probe = probe;
    probe.start();
  }

  /** @param {import("./attempt.js").Ending} how */
  async #ended({ begun, silent, short }) {
    if (begun && !short) {
      this.#failures = 0;
      return;
    }
    if (!(await this.#reachable())) return;
    this.#failures = silent ? ENOUGH : this.#failures + 1;
    if (this.#failures < ENOUGH) return;
    this.#failures = 0;
    this.#at = (this.#at + 1) % this.#rungs.length;
  }
}
