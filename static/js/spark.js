/**
 * A small curve on a canvas of its own: no axes, no ECharts, so that a page can hold hundreds.
 */

import { boundsOf } from "./columns.js";
import { tokens } from "./tokens.js";
import { sparkScale } from "./valueaxis.js";

const LINE = 1.5;

/**
 * @param {HTMLCanvasElement} canvas
 * @param {Array<{columns: import("./columns.js").Columns, slot: number}>} curves
 * @param {{start: number, end: number}} span
 */
export function drawSpark(canvas, curves, { start, end }) {
  const [width, height] = [canvas.clientWidth, canvas.clientHeight];
  if (!width || !height) return;
  const context = sized(canvas, width, height);
  const flats = curves.map(({ columns }) => columns.flat);
  const { min, max } = sparkScale(boundsOf(flats, start, end));
  const x = (time) => ((time - start) / (end - start)) * width;
  const y = (value) => LINE + ((max - value) / (max - min)) * (height - 2 * LINE);
  curves.forEach(({ slot }, at) => {
    const line = pathOf(flats[at], x, y);
    context.strokeStyle = tokens().series[slot];
    context.stroke(line.path);
    if (at === 0 && curves.length === 1) fill(context, line, height);
  });
}

function sized(canvas, width, height) {
  const ratio = devicePixelRatio;
  const [wide, high] = [Math.round(width * ratio), Math.round(height * ratio)];
  if (canvas.width !== wide || canvas.height !== high)
    Object.assign(canvas, { width: wide, height: high });
  // Drawn in software: hundreds of them would each hold a texture of the graphics card.
  const context = canvas.getContext("2d", { willReadFrequently: true });
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, height);
  Object.assign(context, { lineWidth: LINE, lineJoin: "round", lineCap: "round" });
  return context;
}

/** The line, and its stretches without a gap for the fill. */
function pathOf(flat, x, y) {
  const path = new Path2D();
  const runs = [];
  let run = null;
  for (let at = 0; at < flat.length; at += 2) {
    if (Number.isNaN(flat[at + 1])) {
      run = null;
      continue;
    }
    const place = [x(flat[at]), y(flat[at + 1])];
    if (run) path.lineTo(...place);
    else {
      runs.push((run = []));
      path.moveTo(...place);
      // A reading that stands alone would leave no ink.
      path.lineTo(place[0] + 0.5, place[1]);
    }
    run.push(place);
  }
  return { path, runs };
}

function fill(context, { runs }, height) {
  context.globalAlpha = 0.12;
  context.fillStyle = context.strokeStyle;
  for (const run of runs) {
    context.beginPath();
    context.moveTo(run[0][0], height);
    for (const place of run) context.lineTo(...place);
    context.lineTo(run.at(-1)[0], height);
    context.fill();
  }
  context.globalAlpha = 1;
}
