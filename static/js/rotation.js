/**
 * Which dashboard of a playlist is shown, and when the next one is. The next is loaded ahead of
 * its time, and shown only once it is drawn: what is on the screen never blanks.
 *
 * @typedef {{slug: string, title: string, seconds: number}} Entry
 *
 * @typedef {Object} Scene a dashboard that is loaded
 * @property {Promise<boolean>} ready whether it can be shown, once that is known
 * @property {() => void} show in place of all others
 * @property {() => void} close
 */

/** A dashboard is loaded so long before it is shown, in ms, or for half of the time before. */
const AHEAD = 8_000;
/** When one could not be loaded, the next is tried after so long, in ms. */
const AGAIN = 5_000;

export class Rotation {
  #entries;
  #load;
  #timers;
  #onShown;
  #timer = null;
  #shown = null;
  #turn = 0;
  #place = -1;
  #paused = false;

  /**
   * @param {{entries: Entry[], load: (entry: Entry) => Scene,
   *   onShown: (entry: Entry, place: number) => void, timers?: object}} options
   */
  constructor({ entries, load, onShown, timers = globalThis }) {
    this.#entries = entries;
    this.#load = load;
    this.#onShown = onShown;
    this.#timers = timers;
  }

  get count() {
    return this.#entries.length;
  }

  get paused() {
    return this.#paused;
  }

  /** Other dashboards from the next one on. @param {Entry[]} entries */
  replace(entries) {
    this.#entries = entries;
  }

  start() {
    return this.go(1);
  }

  /** Show the next (1) or the one before (-1) as soon as it is drawn. @param {1 | -1} by */
  async go(by) {
    this.#timers.clearTimeout(this.#timer);
    const turn = ++this.#turn;
    if (!this.count) return;
    const place = (this.#place + by + this.count) % this.count;
    await this.#bring(place, turn, 0);
  }

  pause(on = !this.#paused) {
    this.#paused = on;
    this.#timers.clearTimeout(this.#timer);
    this.#turn += 1;
    if (!on) this.#plan();
  }

  /** Load a dashboard, and show it when it is drawn and at the earliest after `wait` ms. */
  async #bring(place, turn, wait) {
    // There may be fewer by now.
    place %= this.count || 1;
    const entry = this.#entries[place];
    if (!entry) return;
    const scene = this.#load(entry);
    const due = this.#after(wait);
    const ready = await scene.ready;
    await due;
    if (turn !== this.#turn) {
      scene.close();
      return;
    }
    if (!ready) {
      scene.close();
      // It may have been deleted: the one after it is tried.
      this.#timer = this.#timers.setTimeout(() => this.#bring(place + 1, turn, 0), AGAIN);
      return;
    }
    this.#shown?.close();
    scene.show();
    this.#shown = scene;
    this.#place = place;
    this.#onShown(entry, place);
    this.#plan();
  }

  #plan() {
    if (this.#paused || this.count < 2) return;
    const ms = 1000 * (this.#entries[this.#place]?.seconds ?? 0);
    const ahead = Math.min(AHEAD, ms / 2);
    const turn = this.#turn;
    this.#timer = this.#timers.setTimeout(
      () => this.#bring(this.#place + 1, turn, ahead),
      ms - ahead,
    );
  }

  #after(ms) {
    return new Promise((done) => this.#timers.setTimeout(done, ms));
  }
}
