/**
 * The rest of ECharts: what hardly any chart draws with is a file of its own, and is loaded when
 * one asks for it. A kind of one's own may be any chart of pyecharts.
 */

const DRAWN = ["bar", "candlestick", "custom", "gauge", "heatmap", "line", "pie", "scatter"];
const OTHERS = [
  ...["brush", "calendar", "dataZoom", "geo", "graphic", "matrix", "parallel", "polar", "radar"],
  ...["singleAxis", "thumbnail", "timeline", "toolbox"],
];

/** @type {Promise<void> | null} */
let loading = null;
let isThere = false;

/** Whether an option draws with what is not there yet. @param {Record<string, any>} option */
export function lacks(option) {
  if (isThere) return false;
  const others = OTHERS.some((name) => [option[name] ?? []].flat().length > 0);
  return others || [option.series ?? []].flat().some(({ type }) => type && !DRAWN.includes(type));
}

/** Get it; the page says where it is, since its name has a hash. */
export function loadRest() {
  const { content } = document.querySelector('meta[name="livecurve-echarts"]');
  loading ??= import(content).then(() => {
    isThere = true;
  });
  return loading;
}
