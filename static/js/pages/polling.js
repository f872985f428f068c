/** A curve without any stream: JSON every two seconds, drawn by plain ECharts. */

import { get } from "../api.js";
import { must } from "../dom.js";
import { init } from "../../vendor/echarts/echarts.js";

const EVERY = 2000;
const element = must(".polled-chart");
const chart = init(element);
chart.setOption({
  animation: false,
  grid: { left: 48, right: 16, top: 16, bottom: 32 },
  xAxis: { type: "time" },
  yAxis: { type: "value" },
});
addEventListener("resize", () => chart.resize());

async function ask() {
  try {
    const { start, end, series } = await get("/api/query", {
      series: element.dataset.series,
      start: "now-5m",
      width: Math.max(1, element.clientWidth),
    });
    const lines = series.map(({ points }) => ({ type: "line", showSymbol: false, data: points }));
    chart.setOption({ xAxis: { min: start, max: end }, series: lines });
    element.dataset.lastTime = String(series[0]?.points.at(-1)?.[0] ?? "");
  } finally {
    // After the answer: a slow server is not asked twice at once.
    setTimeout(ask, EVERY);
  }
}

ask();
