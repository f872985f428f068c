/** Sizes over time: times below, the lower ends of the bins on the left. */

import { axisFormatter, readings } from "../format.js";
import { formatMoment } from "../reltime.js";
import { timeTicks } from "../timeaxis.js";
import { cells } from "./cells.js";

const TICK_WIDTH = 72;
const TICK_HEIGHT = 32;

export function density(option, place) {
  const { span, width, height, curves } = place;
  const unit = curves[0]?.unit ?? place.unit;
  const times = (option.xAxis[0].data ?? []).map(Number);
  const bins = (option.yAxis[0].data ?? []).map(Number);
  const ticks = timeTicks(span.start, span.end, Math.max(2, Math.floor(width / TICK_WIDTH)));
  const labels = new Map(ticks.times.map((time) => [columnOf(times, time), ticks.label(time)]));
  const every = Math.max(1, Math.ceil(bins.length / Math.max(2, height / TICK_HEIGHT)));
  const size = axisFormatter(bins, unit);
  return cells(option, place, {
    x: {
      axisLabel: {
        interval: (at) => labels.has(at),
        formatter: (_, at) => labels.get(at) ?? "",
      },
    },
    y: {
      axisLabel: {
        interval: (at) => at % every === 0,
        formatter: (bin) => size(Number(bin)),
        verticalAlign: "middle",
      },
    },
    tip: ([x, y, count]) => {
      const moment = formatMoment(times[x], Math.min(span.end - span.start, 3e9));
      const to = bins[y] + ((bins[1] ?? bins[0] + 1) - bins[0]);
      return `${moment}\n${size(bins[y])} – ${size(to)}\n${readings(count)}`;
    },
  });
}

/** Which column a time is in. */
function columnOf(times, time) {
  const step = times[1] - times[0] || 1;
  return Math.floor((time - times[0]) / step);
}
