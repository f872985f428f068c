/** What chosen series are called beside all others of their names, and not only those chosen. */

import { get } from "./api.js";
import { shortNames } from "./names.js";

/** Of so many it is seen in which tags they differ. */
const LIMIT = 100;

export class Namesakes {
  /** Series by their name, empty until they are there. @type {Map<string, object[]>} */
  #known = new Map();
  #asked = new Map();
  #onKnown;

  /** @param {() => void} onKnown called when names may be other ones */
  constructor(onKnown) {
    this.#onKnown = onKnown;
  }

  /**
   * @param {Array<{id: number, name: string, label?: string, tags: Record<string, string>}>} chosen
   * @returns {Map<number, string>} names by id
   */
  of(chosen) {
    const ids = new Set(chosen.map(({ id }) => id));
    const names = new Set(chosen.map(({ name }) => name));
    const others = [...names].flatMap((name) => this.#named(name)).filter(({ id }) => !ids.has(id));
    const short = shortNames([...chosen, ...others], { named: true });
    return new Map(chosen.map(({ id }, at) => [id, short[at]]));
  }

  /** The same when all are there. */
  async told(chosen) {
    this.of(chosen);
    await Promise.all(chosen.map(({ name }) => this.#asked.get(name)));
    return this.of(chosen);
  }

  #named(name) {
    if (!this.#asked.has(name)) this.#asked.set(name, this.#ask(name));
    return this.#known.get(name);
  }

  async #ask(name) {
    this.#known.set(name, []);
    try {
      const { series } = await get("/api/series", { search: name, limit: LIMIT });
      this.#known.set(name, series.filter((one) => one.name === name));
      this.#onKnown();
    } catch {
      // The name alone is then what is said.
    }
  }
}
