/**
 * Ticks of a time axis at round times of the page's zone, and their labels. Times are epoch
 * milliseconds.
 */

import { daysIn } from "./calendar.js";
import { formatDayOfYear, monthName, two } from "./reltime.js";
import { changeBetween, dayStart, offsetAt, partsAt, timeOf } from "./zone.js";

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Steps that people count in: [length in ms, calendar unit, how many of it]. */
const STEPS = [
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500].map((n) => [n, "ms", n]),
  ...[1, 2, 5, 10, 15, 30].map((n) => [n * SECOND, "s", n]),
  ...[1, 2, 5, 10, 15, 30].map((n) => [n * MINUTE, "min", n]),
  ...[1, 2, 3, 6, 12].map((n) => [n * HOUR, "h", n]),
  ...[1, 2, 5, 10].map((n) => [n * DAY, "d", n]),
  ...[1, 2, 3, 6].map((n) => [n * 30.44 * DAY, "month", n]),
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500, 1000].map((n) => [n * 365.25 * DAY, "y", n]),
];

/** No axis has room for more. */
const MOST = 200;
const LENGTHS = { ms: 1, s: SECOND, min: MINUTE, h: HOUR };

/**
 * @param {number} start
 * @param {number} end
 * @param {number} most how many ticks have room
 * @returns {{times: number[], label: (time: number) => string}}
 */
export function timeTicks(start, end, most) {
  const wanted = (end - start) / Math.max(1, most);
  const [, unit, count] = STEPS.find(([length]) => length >= wanted) ?? STEPS.at(-1);
  const times = unit in LENGTHS ? clockTicks(start, end, LENGTHS[unit] * count) : [];
  if (!times.length) calendarTicks(start, end, unit, count, times);
  return { times, label: labeller(unit) };
}

/**
 * Ticks at which local clocks show multiples of `step`, also in an hour that comes twice. Where
 * clocks were put back or forward, a tick that would crowd the one before is left out.
 */
function clockTicks(start, end, step) {
  const times = [];
  const crowds = (time) => time - (times.at(-1) ?? -Infinity) < (step > HOUR ? 0.75 * step : 1);
  for (let from = start; from < end && times.length < MOST; ) {
    const until = changeBetween(from, end) ?? end;
    const offset = offsetAt(from);
    let time = Math.ceil((from + offset) / step) * step - offset;
    for (; time < until && times.length < MOST; time += step) if (!crowds(time)) times.push(time);
    from = until;
  }
  return times;
}

function calendarTicks(start, end, unit, count, times) {
  let { year, month } = partsAt(start);
  let day = 1;
  if (unit === "y") [year, month] = [Math.floor(year / count) * count, 1];
  if (unit === "month") month = Math.floor((month - 1) / count) * count + 1;
  for (let guard = 0; guard < 2000; guard += 1) {
    const time = timeOf({ year, month, day });
    if (time >= end) return;
    if (time >= start) times.push(time);
    if (unit === "y") year += count;
    else if (unit === "month") month += count;
    else [month, day] = nextDay({ year, month, day }, count);
  }
}

/** The month's days in steps of `count`, without a last one that crowds the next first. */
function nextDay({ year, month, day }, count) {
  const last = daysIn(year, month);
  const next = count === 1 || day > 1 ? day + count : count + 1;
  if (next > last || (count > 1 && last - next < count - 1)) return [month + 1, 1];
  return [month, next];
}

/** A label says what changes from tick to tick; at midnight or new year it says the new one. */
function labeller(unit) {
  return (time) => {
    const { year, month, day, hour, minute, second, ms } = partsAt(time);
    if (unit === "y") return String(year);
    if (unit === "month") return month === 1 ? String(year) : monthName(month - 1);
    if (unit === "d" || time === dayStart(time)) return formatDayOfYear(month, day);
    const clock = `${two(hour)}:${two(minute)}`;
    if (unit === "h" || unit === "min") return clock;
    if (unit === "s") return `${clock}:${two(second)}`;
    return `${two(second)}.${String(ms).padStart(3, "0")}`;
  };
}
