/** How far what is on the screen is behind: the median over the latest frames. */

const FRAMES = 9;

export class Lag {
  #lags = [];

  constructor() {
    /** When the last readings came, in ms; null before the first. @type {number | null} */
    this.arrived = null;
  }

  /**
   * @param {import("./transports/sse.js").Frame} frame
   * @param {number} now
   */
  note(frame, now) {
    let newest = -Infinity;
    for (const points of Object.values(frame.series ?? {})) {
      newest = Math.max(newest, points.at(-1)?.[0] ?? -Infinity);
    }
    if (!Number.isFinite(newest)) return;
    this.arrived = now;
    this.#lags.push(Math.max(0, now - newest));
    if (this.#lags.length > FRAMES) this.#lags.shift();
  }

  /** In ms; null before the first frame with readings. */
  get median() {
    if (!this.#lags.length) return null;
    return [...this.#lags].sort((a, b) => a - b)[this.#lags.length >> 1];
  }
}
