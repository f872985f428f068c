/**
 * Which curves of a panel are hidden, by their keys: some of them, or all but those that were
 * singled out. What comes later is then hidden too.
 */
export class Hidden {
  #keys = new Set();
  /** @type {Set<string> | null} */
  #only = null;

  /** @returns {{only: string[] | null, hide: string[]}} */
  get chosen() {
    return { only: this.#only && [...this.#only], hide: this.#only ? [] : [...this.#keys] };
  }

  /** @param {{only: string[] | null, hide: string[]}} chosen as another page had it */
  set({ only, hide }) {
    this.#only = only && new Set(only);
    this.#keys = new Set(hide);
  }

  has(key) {
    return this.#only ? !this.#only.has(key) : this.#keys.has(key);
  }

  /** Show one curve alone; a second time shows all again. @param {string} key */
  single(key) {
    const isAlone = this.#only?.size === 1 && this.#only.has(key);
    this.#only = isAlone ? null : new Set([key]);
    this.#keys.clear();
  }

  /** Hide a curve, or show it again. @param {string} key @param {string[]} all */
  toggle(key, all) {
    const among = this.#only ?? this.#keys;
    if (!among.delete(key)) among.add(key);
    // Nothing at all is no choice, and neither is everything.
    if (this.#only && (!this.#only.size || all.every((one) => this.#only.has(one)))) {
      this.#only = null;
    }
  }
}
