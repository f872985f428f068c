/**
 * Colours that keep their series: a series gets the first free slot when it is first seen and
 * has it for as long as the page is open, whether others come or go. After ten the colours come
 * again with dashes, then with dots, so that no two lines look the same.
 */

const DASHES = ["solid", [6, 3], [2, 2]];

export class Slots {
  #slots = new Map();

  /** @param {number} colours how many there are */
  constructor(colours) {
    this.colours = colours;
  }

  /** @param {string} key of the series */
  slot(key) {
    if (!this.#slots.has(key)) this.#slots.set(key, this.#slots.size);
    return this.#slots.get(key);
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
