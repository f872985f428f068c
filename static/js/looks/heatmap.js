/** Hours against days: the first of each month is named, or every few days. */

import { formatDay, formatDayOfYear, monthName } from "../reltime.js";
import { cells, unitOf } from "./cells.js";

const LABEL = 56;
/** Up to so many days, days are named, and months beyond. */
const SHORT = 62;

export function heatmap(option, place) {
  const days = option.xAxis[0].data ?? [];
  const named = namedDays(days, Math.max(2, place.width / LABEL));
  return cells(option, place, {
    unit: unitOf(place),
    x: { axisLabel: { interval: (at) => named.has(at), formatter: dayLabel(days) } },
    y: { axisLabel: { interval: (at) => at % 6 === 0 } },
    tip: ([day, hour], value) => `${dateOf(days[day])}, ${two(hour)}:00\n${value}`,
  });
}

/**
 * Places of the days that have a label.
 * @param {string[]} days ISO dates, ascending
 * @param {number} most how many have room
 */
export function namedDays(days, most) {
  const every = Math.ceil(days.length / most);
  const all = days.map((_, at) => at);
  if (days.length <= SHORT) return new Set(all.filter((at) => at % every === 0));
  const isFirst = (at) =>
    at ? monthOf(days[at]) !== monthOf(days[at - 1]) : days[0].endsWith("-01");
  const firsts = all.filter(isFirst);
  const step = Math.ceil(firsts.length / most);
  return new Set(firsts.filter((_, at) => at % step === 0));
}

const monthOf = (day) => day.slice(0, 7);
const two = (number) => String(number).padStart(2, "0");

/** "3 Jan" or, where whole months are named, "Jan", and the year at its beginning. */
function dayLabel(days) {
  const isLong = days.length > SHORT;
  return (day) => {
    const [year, month, date] = day.split("-").map(Number);
    if (isLong && month === 1) return String(year);
    return isLong ? monthName(month - 1) : formatDayOfYear(month, date);
  };
}

/** @param {string} day as an ISO date */
export function dateOf(day) {
  const [year, month, date] = day.split("-").map(Number);
  return formatDay(year, month, date);
}
