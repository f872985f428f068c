/** The dashboard that somebody added to at last, kept in the browser. */

const KEY = "livecurve.added";

/** @returns {{slug: string, title: string} | null} */
export function lastBoard() {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? "null");
    return typeof kept?.slug === "string" && typeof kept.title === "string" ? kept : null;
  } catch {
    // Storage can be forbidden, and hold anything.
    return null;
  }
}

/** @param {{slug: string, title: string} | null} board null forgets it */
export function rememberBoard(board) {
  try {
    localStorage.setItem(KEY, JSON.stringify(board && { slug: board.slug, title: board.title }));
  } catch {
    // Without storage there is none.
  }
}
