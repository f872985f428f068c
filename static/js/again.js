/** Panels to be asked for again, together and at most once in a while. */

import { isAbort } from "./api.js";

export class Again {
  #ask;
  #every;
  #ids = new Set();
  #timer;

  /**
   * @param {(ids: Array<number | string>) => Promise<void>} ask
   * @param {number} every ms between two requests
   */
  constructor(ask, every) {
    this.#ask = ask;
    this.#every = every;
  }

  /** @param {number | string} id of a panel whose columns are out of date */
  note(id) {
    this.#ids.add(id);
    this.#timer ??= setTimeout(() => this.#run(), this.#every);
  }

  async #run() {
    const ids = [...this.#ids];
    this.#ids.clear();
    try {
      await this.#ask(ids);
    } catch (error) {
      // The curves that are there stay; the next readings ask again.
      if (!isAbort(error)) for (const id of ids) this.#ids.add(id);
    } finally {
      this.#timer = this.#ids.size ? setTimeout(() => this.#run(), this.#every) : undefined;
    }
  }
}
