/** How far what is on the screen is behind: medians over the latest frames. */

const FRAMES = 9;

export class Lag {
  #lags = [];
  #ways = [];

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
    add(this.#lags, now - newest);
    if (frame.sent) add(this.#ways, now - frame.sent);
  }

  /** From a reading's time until it came, in ms; null before the first frame with readings. */
  get median() {
    return medianOf(this.#lags);
  }

  /** From the server to the page, in ms; null where the server does not say when it sent. */
  get way() {
    return medianOf(this.#ways);
  }
}

function add(latest, ms) {
  latest.push(Math.max(0, ms));
  if (latest.length > FRAMES) latest.shift();
}

const medianOf = (latest) =>
  latest.length ? [...latest].sort((a, b) => a - b)[latest.length >> 1] : null;
