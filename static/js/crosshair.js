/**
 * One moment, marked in all panels at once. A hub: who is under the pointer says when, all are
 * told, and what comes within one frame is told once.
 */

export class Crosshair {
  #listeners = new Set();
  #pending = false;
  #frame;

  /** @param {(call: () => void) => void} [frame] */
  constructor(frame = (call) => requestAnimationFrame(call)) {
    this.#frame = frame;
    /** The marked moment in ms, null when none is. @type {number | null} */
    this.time = null;
    /** Who marked it. */
    this.source = null;
  }

  /** @param {(time: number | null, source: unknown) => void} listener */
  subscribe(listener) {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  mark(time, source) {
    if (this.time === time && this.source === source) return;
    this.time = time;
    this.source = source;
    this.#tell();
  }

  /** Only who marked it takes the mark away. */
  clear(source) {
    if (this.source === source) this.mark(null, null);
  }

  #tell() {
    if (this.#pending) return;
    this.#pending = true;
    this.#frame(() => {
      this.#pending = false;
      for (const listener of this.#listeners) listener(this.time, this.source);
    });
  }
}
