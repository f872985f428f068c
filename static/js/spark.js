/**
 * A small curve on a canvas of its own: no axes, no ECharts, so that a page can hold hundreds.
 */

import { tokens } from "./tokens.js";
import { sparkScale } from "./valueaxis.js";

const LINE = 1.5;

/**
 * @param {HTMLCanvasElement} canvas
 * @param {Array<{points: Array<[number, number | null]>, slot: number}>} curves
 * @param {{start: number, end: number}} span
 */
export function drawSpark(canvas, curves, { start, end }) {
  const [width, height] = [canvas.clientWidth, canvas.clientHeight];
  if (!width || !height) return;
  const context = sized(canvas, width, height);
  const { min, max } = extentOf(curves, start, end);
  const x = (time) => ((time - start) / (end - start)) * width;
  const y = (value) => LINE + ((max - value) / (max - min)) * (height - 2 * LINE);
  curves.forEach(({ points, slot }, at) => {
    const line = pathOf(points, x, y);
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

function extentOf(curves, start, end) {
  let [min, max] = [Infinity, -Infinity];
  for (const { points } of curves) {
    for (const [time, value] of points) {
      if (value === null || time < start || time > end) continue;
      min = Math.min(min, value);
      max = Math.max(max, value);
    }
  }
  return sparkScale(min <= max ? { min, max } : null);
}

/** The line, and its stretches without a gap for the fill. */
function pathOf(points, x, y) {
  const path = new Path2D();
  const runs = [];
  let run = null;
  for (const [time, value] of points) {
    if (value === null) {
      run = null;
      continue;
    }
    const place = [x(time), y(value)];
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
