/** Which curves of a panel are hidden, by their keys. */
export class Hidden {
  #keys = new Set();

  has(key) {
    return this.#keys.has(key);
  }

  /**
   * Hide a curve, or show it again.
   * @param {string} key
   * @param {string[]} all
   * @param {boolean} alone all others instead; a second time shows them again
   */
  toggle(key, all, alone) {
    if (alone) this.#leave(key, all);
    else if (!this.#keys.delete(key)) this.#keys.add(key);
  }

  #leave(key, all) {
    const others = all.filter((one) => one !== key);
    const isAlone = others.every((one) => this.has(one)) && !this.has(key);
    this.#keys = new Set(isAlone ? [] : others);
  }
}
