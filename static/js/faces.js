/**
 * Kinds that are elements of the page and no drawing: text can be selected, copied and read out.
 *
 * @typedef {Object} Face
 * @property {HTMLElement} element
 * @property {boolean} [alone] whether it says something without a single reading
 * @property {(answer: any, curves: import("./timeplot.js").Curve[], unit: string) => void} take
 *   show an answer as in the data of a dashboard
 */

import { TableFace } from "./faces/table.js";
import { TextFace } from "./faces/text.js";
import { TopFace } from "./faces/top.js";

const FACES = { table: TableFace, text: TextFace, top: TopFace };

/**
 * @param {string} kind
 * @param {import("./panelview.js").PanelView} view
 * @returns {Face | null}
 */
export function faceOf(kind, view) {
  if (!Object.hasOwn(FACES, kind)) return null;
  const face = new FACES[kind]();
  // Its words are no picture.
  view.plot.setAttribute("role", "group");
  view.canvas.replaceChildren(face.element);
  return face;
}
