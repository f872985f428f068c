/** How wide a text is on a canvas. */

import { tokens } from "./tokens.js";

let ruler;

/** In pixels, in the size of an axis' labels. */
export function widthOf(text) {
  ruler ??= document.createElement("canvas").getContext("2d");
  ruler.font = `12px ${tokens().font}`;
  return ruler.measureText(text).width;
}
