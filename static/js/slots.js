/**
 * Colours that keep their series: a series gets the first free slot when it is first seen and
 * has it for as long as the page is open, whether others come or go. After ten the colours come
 * again with dashes, then with dots, so that no two lines look the same.
 */

const DASHES = ["solid", [6, 3], [2, 2]];
/** What was computed has no id. */
const STORED = /^\d+\//;

const idOf = (key) => key.slice(0, key.indexOf("/"));

export class Slots {
  #slots = new Map();
  #next = 0;
  /** Colours that the panel gives to series itself. */
  #reserved = new Set();

  /** @param {number} colours how many there are */
  constructor(colours) {
    this.colours = colours;
  }

  /** Leave these colours to the series that name them. @param {unknown[]} colours from 1 */
  reserve(colours) {
    const chosen = colours.filter(Number.isInteger).map((colour) => colour - 1);
    this.#reserved = new Set(chosen);
  }

  /**
   * Curves that are drawn from now on: a series that is asked for in another way keeps its colour.
   * @param {string[]} keys such as "7/mean", by the series' id
   */
  follow(keys) {
    const gone = [...this.#slots.keys()].filter((key) => STORED.test(key) && !keys.includes(key));
    for (const key of keys.filter((one) => STORED.test(one) && !this.#slots.has(one))) {
      const at = gone.findIndex((other) => idOf(other) === idOf(key));
      if (at < 0) continue;
      const [before] = gone.splice(at, 1);
      this.#slots.set(key, this.#slots.get(before));
      this.#slots.delete(before);
    }
  }

  /** @param {string} key of the series */
  slot(key) {
    if (!this.#slots.has(key)) this.#slots.set(key, this.#free());
    return this.#slots.get(key);
  }

  #free() {
    while (this.#reserved.size < this.colours && this.#reserved.has(this.#next % this.colours)) {
      this.#next += 1;
    }
    this.#next += 1;
    return this.#next - 1;
  }

  /** Number of the series' colour, from 0. */
  colour(key) {
    return this.slot(key) % this.colours;
  }

  /** ECharts' line type of the series. */
  dash(key) {
    return DASHES[Math.floor(this.slot(key) / this.colours) % DASHES.length];
  }
}
