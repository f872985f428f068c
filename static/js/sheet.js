/**
 * A picture of a panel as a sheet: its chart with title, range and legend around it, as lines
 * and texts that are written as SVG or painted on a canvas.
 *
 * @typedef {{x: number, y: number, text: string, size: number, bold?: boolean, colour: string
 *   }} Text `y` of its baseline
 * @typedef {{x: number, y: number, length: number, colour: string, dash: number[]}} Line
 *
 * @typedef {Object} Sheet
 * @property {number} width
 * @property {number} height
 * @property {string} background
 * @property {string} font
 * @property {{x: number, y: number}} chart where it lies
 * @property {Text[]} texts
 * @property {Line[]} lines
 */

const EDGE = 16;
const HEAD = 56;
const ROW = 20;
const SWATCH = 14;
const GAP = 20;

/**
 * @param {{title: string, range: string, entries: Array<{text: string, colour: string,
 *   dash: string | number[]}>, width: number, height: number}} panel size of its chart
 * @param {import("./tokens.js").Tokens} tokens
 * @param {(text: string) => number} widthOf a text of the legend, in pixels
 * @returns {Sheet}
 */
export function sheetOf({ title, range, entries, width, height }, tokens, widthOf) {
  const full = width + 2 * EDGE;
  const top = HEAD + height + ROW;
  const { texts, lines, rows } = legend(entries, { top, width: full, tokens, widthOf });
  return {
    width: full,
    height: top + rows * ROW + EDGE - (rows ? 8 : ROW),
    background: tokens.surface,
    font: tokens.font,
    chart: { x: EDGE, y: HEAD },
    texts: [
      { x: EDGE, y: 26, text: title, size: 15, bold: true, colour: tokens.text },
      { x: EDGE, y: 44, text: range, size: 12, colour: tokens.muted },
      ...texts,
    ],
    lines,
  };
}

/** Entries beside each other, in as many rows as they need. */
function legend(entries, { top, width, tokens, widthOf }) {
  const [texts, lines] = [[], []];
  let [x, row] = [EDGE, 0];
  for (const { text, colour, dash } of entries) {
    const needed = SWATCH + 6 + widthOf(text);
    if (x > EDGE && x + needed > width - EDGE) [x, row] = [EDGE, row + 1];
    const y = top + row * ROW;
    lines.push({ x, y: y - 4, length: SWATCH, colour, dash: Array.isArray(dash) ? dash : [] });
    texts.push({ x: x + SWATCH + 6, y, text, size: 12, colour: tokens.text });
    x += needed + GAP;
  }
  return { texts, lines, rows: entries.length ? row + 1 : 0 };
}

/** @param {Sheet} sheet @param {string} chart as SVG */
export function svgOf(sheet, chart) {
  const { width, height, background, font } = sheet;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="${escaped(font)}">`,
    `<rect width="100%" height="100%" fill="${escaped(background)}"/>`,
    `<g transform="translate(${sheet.chart.x} ${sheet.chart.y})">${chart}</g>`,
    ...sheet.lines.map(lineAsSvg),
    ...sheet.texts.map(textAsSvg),
    "</svg>",
  ].join("\n");
}

const lineAsSvg = ({ x, y, length, colour, dash }) =>
  `<path d="M${x} ${y}h${length}" stroke="${escaped(colour)}" stroke-width="2" stroke-dasharray="${dash.join(" ")}"/>`;

const textAsSvg = ({ x, y, text, size, bold, colour }) =>
  `<text x="${x}" y="${y}" font-size="${size}" font-weight="${bold ? 600 : 400}" fill="${escaped(colour)}">${escaped(text)}</text>`;

const ENTITIES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

const escaped = (text) => text.replace(/[&<>"']/g, (sign) => ENTITIES[sign]);

/**
 * @param {Sheet} sheet
 * @param {CanvasImageSource} chart
 * @param {{width: number, height: number, ratio: number}} size of the chart in pixels of the
 *   page, and how many of the picture's are one of those
 * @returns {HTMLCanvasElement}
 */
export function canvasOf(sheet, chart, { width, height, ratio }) {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [ratio * sheet.width, ratio * sheet.height];
  const context = canvas.getContext("2d");
  context.scale(ratio, ratio);
  context.fillStyle = sheet.background;
  context.fillRect(0, 0, sheet.width, sheet.height);
  context.drawImage(chart, sheet.chart.x, sheet.chart.y, width, height);
  for (const line of sheet.lines) paintLine(context, line);
  for (const text of sheet.texts) paintText(context, text, sheet.font);
  return canvas;
}

function paintLine(context, { x, y, length, colour, dash }) {
  context.setLineDash(dash);
  context.lineWidth = 2;
  context.strokeStyle = colour;
  context.beginPath();
  context.moveTo(x, y);
  context.lineTo(x + length, y);
  context.stroke();
}

function paintText(context, { x, y, text, size, bold, colour }, font) {
  context.font = `${bold ? 600 : 400} ${size}px ${font}`;
  context.fillStyle = colour;
  context.fillText(text, x, y);
}
