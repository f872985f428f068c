/** A year in weeks: months are named where they begin, years beside their middle. */

import { monthName } from "../reltime.js";
import { cells, unitOf } from "./cells.js";
import { dateOf } from "./heatmap.js";

const MONTHS = new Map(Array.from({ length: 12 }, (_, at) => [weekOf(at), monthName(at)]));
const LABEL = 32;

/** The week in which a month begins, in most years. */
function weekOf(month) {
  return Math.round((month * 365.25) / 12 / 7);
}

export function calendar(option, place) {
  const every = place.width / 12 < LABEL ? 3 : 1;
  const weeks = [...MONTHS.keys()].filter((_, at) => at % every === 0);
  return cells(option, place, {
    unit: unitOf(place),
    x: {
      axisLabel: {
        interval: (at) => weeks.includes(at),
        formatter: (week) => MONTHS.get(Number(week)) ?? "",
      },
    },
    y: { axisLabel: { interval: (_, name) => !name.includes("/") } },
    tip: ([, , , day], value) => `${dateOf(day)}\n${value}`,
  });
}
