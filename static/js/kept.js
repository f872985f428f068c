/** What a page keeps in the browser, as JSON; storage can be forbidden, and hold anything. */

/** @param {string} key @returns {any} null where nothing is kept that can be read */
export function kept(key) {
  try {
    return JSON.parse(localStorage.getItem(key) ?? "null");
  } catch {
    return null;
  }
}

/** @param {string} key @param {any} value */
export function keep(key, value) {
  try {
    localStorage.setItem(key, JSON.stringify(value));
  } catch {
    // Without storage nothing is kept.
  }
}
