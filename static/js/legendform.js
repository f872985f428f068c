/** Which form a legend has, by what the panel asks for and the room that it has. */

/** Rooms in which a table fits beside the plot, or below it, in pixels of the panel. */
const BESIDE = { width: 760, height: 170 };
const BELOW = { width: 330, height: 330 };
/** The same where the panel asks for a table. */
const BELOW_ASKED = { width: 240, height: 190 };
/** From these widths on all figures fit, not only the newest and the highest. */
const ALL_BESIDE = 1000;
const ALL_BELOW = 420;
/** How wide a column of figures is at least and at most, and of that a letter and what is around. */
const COLUMN = 62;
const WIDEST = 160;
const LETTER = 6.6;
const AROUND = 10;
const FIGURES = 4;
/** The part of a panel that a table beside the plot has at most. */
const PART = 0.4;
/** Letters of a name for which a table beside the plot gets more room. */
const LONG = 12;

/**
 * @typedef {"none" | "line" | "beside" | "below"} Form the last two are tables
 */

/**
 * @param {"auto" | "table" | "list" | "none"} mode
 * @param {number} count of curves
 * @param {{width: number, height: number}} room
 * @returns {Form}
 */
export function legendForm(mode, count, room) {
  if (mode === "none" || count < (mode === "auto" ? 2 : 1)) return "none";
  if (mode === "list") return "line";
  if (fits(BESIDE, room)) return "beside";
  return fits(mode === "table" ? BELOW_ASKED : BELOW, room) ? "below" : "line";
}

/** How wide a column has to be for figures of so many letters, in pixels. */
export const columnWidth = (letters) =>
  Math.min(WIDEST, Math.max(COLUMN, Math.ceil(LETTER * letters + AROUND)));

/** Whether a table has all its figures. @param {Form} form @param {number} [column] its width */
export function hasAllFigures(form, { width }, column = COLUMN) {
  const more = FIGURES * (column - COLUMN);
  return width >= (form === "beside" ? ALL_BESIDE + more / PART : ALL_BELOW + more);
}

/** Whether names would be cut where figures leave little room. @param {string[]} names */
export const hasLongNames = (names) => names.some((name) => name.length > LONG);

const fits = (least, { width, height }) => width >= least.width && height >= least.height;
