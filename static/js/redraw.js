/**
 * When to draw: at once if nothing was drawn for a while, otherwise so that a second holds at
 * most a few drawings. Reasons to draw that come together make one drawing, in one frame.
 */

/** Drawings that may follow each other without waiting, and how long one takes to earn, in ms. */
const BURST = 3;
const EARN = 200;

export class Redraw {
  #draw;
  #host;
  #tokens = BURST;
  #counted = -Infinity;
  #pending = false;

  /**
   * @param {() => void} draw
   * @param {{now(): number, frame(call: () => void): void, later(call: () => void, ms: number):
   *   void}} [host] the browser, unless a test says otherwise
   */
  constructor(draw, host = BROWSER) {
    this.#draw = draw;
    this.#host = host;
  }

  /** Draw soon. */
  request() {
    if (this.#pending) return;
    this.#pending = true;
    const wait = this.#wait();
    if (wait <= 0) this.#host.frame(() => this.#run());
    else this.#host.later(() => this.#host.frame(() => this.#run()), wait);
  }

  /** How long until a token is there. */
  #wait() {
    const now = this.#host.now();
    this.#tokens = Math.min(BURST, this.#tokens + (now - this.#counted) / EARN);
    this.#counted = now;
    return this.#tokens >= 1 ? 0 : (1 - this.#tokens) * EARN;
  }

  #run() {
    this.#wait();
    this.#tokens = Math.max(0, this.#tokens - 1);
    this.#pending = false;
    this.#draw();
  }
}

const BROWSER = {
  now: () => performance.now(),
  frame: (call) => requestAnimationFrame(call),
  later: (call, ms) => setTimeout(call, ms),
};
