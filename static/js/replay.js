/**
 * A clock that runs through a past stretch: at the speed that was chosen, from where it was put,
 * and it stops at the end.
 */

/** How many times faster than it was. */
export const SPEEDS = [1, 2, 5, 10, 20, 50, 100];
/** How often it moves on, in ms. */
const TICK = 100;

export class Replay {
  #timers;
  #onMove;
  #timer;
  #at;

  /**
   * @param {import("./timerange.js").Span} span
   * @param {() => void} onMove `position` or `playing` has changed
   * @param {{setInterval: Function, clearInterval: Function, now?: () => number}} [timers]
   */
  constructor(span, onMove, timers = globalThis) {
    this.span = span;
    this.#onMove = onMove;
    this.#timers = timers;
    /** The moment that is shown, in ms. */
    this.position = span.start;
    this.playing = false;
    this.#speed = 1;
  }

  #speed;

  get speed() {
    return this.#speed;
  }

  /** @param {number} speed one of `SPEEDS` */
  set speed(speed) {
    this.#advance();
    this.#speed = speed;
    this.#onMove();
  }

  /** From the beginning again, when it is at its end. */
  play() {
    if (this.playing) return;
    if (this.position >= this.span.end) this.position = this.span.start;
    this.playing = true;
    this.#at = this.#now();
    this.#timer = this.#timers.setInterval(() => this.#tick(), TICK);
    this.#onMove();
  }

  pause() {
    this.#advance();
    this.stop();
    this.#onMove();
  }

  /** @param {number} time in ms */
  seek(time) {
    this.#advance();
    this.position = Math.min(this.span.end, Math.max(this.span.start, time));
    this.#onMove();
  }

  /** Stand still, and tell nobody. */
  stop() {
    this.playing = false;
    this.#timers.clearInterval(this.#timer);
  }

  #tick() {
    this.#advance();
    if (this.position >= this.span.end) this.stop();
    this.#onMove();
  }

  #advance() {
    if (!this.playing) return;
    const now = this.#now();
    this.position = Math.min(this.span.end, this.position + (now - this.#at) * this.#speed);
    this.#at = now;
  }

  #now() {
    return this.#timers.now?.() ?? performance.now();
  }
}
