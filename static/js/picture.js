/** A panel as a picture in a file: PNG, or SVG whose lines and letters stay lines and letters. */

import { init, loading } from "./echarts.js";
import { formatValue } from "./format.js";
import { inkOf } from "./plotseries.js";
import { formatMoment } from "./reltime.js";
import { fileName, save } from "./save.js";
import { canvasOf, sheetOf, svgOf } from "./sheet.js";
import { widthOf } from "./textwidth.js";
import { tokens } from "./tokens.js";

/** Pixels of a PNG for each pixel of the page: sharp when it is printed or enlarged. */
const RATIO = 2;

/**
 * @param {import("./panel.js").Panel} panel
 * @param {"png" | "svg"} format
 */
export async function savePicture(panel, format) {
  await loading;
  const drawn = panel.picture();
  const { title, unit } = panel.view;
  const whole = [title.title, unit.textContent && `(${unit.textContent})`].filter(Boolean).join(" ");
  const sheet = sheetOf(
    { ...drawn, title: whole, range: rangeOf(drawn.span), entries: entriesOf(panel) },
    tokens(),
    widthOf,
  );
  const blob = format === "svg" ? svgBlob(sheet, drawn) : await pngBlob(sheet, drawn);
  save(blob, fileName(title.title, format));
}

function svgBlob(sheet, { option, width, height }) {
  const chart = init(null, null, { renderer: "svg", ssr: true, width, height });
  chart.setOption(option);
  const text = svgOf(sheet, chart.renderToSVGString());
  chart.dispose();
  return new Blob([text], { type: "image/svg+xml" });
}

async function pngBlob(sheet, { option, width, height }) {
  const place = document.createElement("div");
  const chart = init(place, null, { renderer: "canvas", width, height, devicePixelRatio: RATIO });
  chart.setOption(option);
  chart.getZr().flush();
  const image = chart.renderToCanvas({ pixelRatio: RATIO });
  const canvas = canvasOf(sheet, image, { width, height, ratio: RATIO });
  chart.dispose();
  return new Promise((done) => canvas.toBlob(done, "image/png"));
}

function rangeOf({ start, end }) {
  const length = end - start;
  return `${formatMoment(start, length)} – ${formatMoment(end, length)}`;
}

/** Names with their newest values. */
function entriesOf({ curves, join }) {
  if (join !== "points") return [];
  return curves
    .filter(({ hidden }) => !hidden)
    .map((curve) => ({
      text: `${curve.label}  ${formatValue(curve.columns.last?.[1], curve.unit, curve.decimals)}`,
      colour: inkOf(curve),
      dash: curve.dash,
    }));
}
