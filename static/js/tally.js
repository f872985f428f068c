/** How many new readings came: each counts once, also when a stream that was cut tells it again. */
export class Tally {
  #newest = new Map();
  count = 0;

  /**
   * @param {import("./transports/sse.js").Frame} frame
   * @param {number} [from] those before are not counted, in ms
   */
  add({ series = {} }, from = -Infinity) {
    for (const [id, points] of Object.entries(series)) {
      const newest = this.#newest.get(id) ?? -Infinity;
      this.count += points.filter(([time]) => time > newest && time >= from).length;
      this.#newest.set(id, Math.max(newest, points.at(-1)?.[0] ?? newest));
    }
  }
}
