/** Timers that a test turns by hand. */
export class Timers {
  #next = 1;
  #waiting = new Map();
  #time = 0;

  setTimeout = (call, ms) => {
    this.#waiting.set(this.#next, { call, at: this.#time + ms });
    return this.#next++;
  };

  clearTimeout = (id) => this.#waiting.delete(id);

  now = () => this.#time;

  /** Let `ms` go by; what is due runs in its order, also what that sets. */
  pass(ms) {
    const end = this.#time + ms;
    for (;;) {
      const due = [...this.#waiting].filter(([, { at }]) => at <= end);
      if (!due.length) break;
      const [id, timer] = due.reduce((a, b) => (b[1].at < a[1].at ? b : a));
      this.#waiting.delete(id);
      this.#time = Math.max(this.#time, timer.at);
      timer.call();
    }
    this.#time = end;
  }
}

/** Until promises that can be kept now are. */
export const settled = () => new Promise((resolve) => setImmediate(resolve));
