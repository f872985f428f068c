/** The dashboard that somebody added to at last, kept in the browser. */

import { keep, kept } from "../kept.js";

const KEY = "livecurve.added";

/** @returns {{slug: string, title: string} | null} */
export function lastBoard() {
  const board = kept(KEY);
  return typeof board?.slug === "string" && typeof board.title === "string" ? board : null;
}

/** @param {{slug: string, title: string} | null} board null forgets it */
export const rememberBoard = (board) => keep(KEY, board && { slug: board.slug, title: board.title });
