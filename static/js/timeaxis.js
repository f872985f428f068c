/** Ticks of a time axis at round local times, and their labels. Times are epoch milliseconds. */

import { monthName, two } from "./reltime.js";

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

/** Ticks at multiples of `step` after local midnight; a change of offset moves them along. */
function clockTicks(start, end, step) {
  const times = [];
  const zoneOf = (time) => -new Date(time).getTimezoneOffset() * MINUTE;
  const first = Math.ceil((start + zoneOf(start)) / step) * step;
  for (let local = first; times.length < 200; local += step) {
    const guess = local - zoneOf(local - zoneOf(start));
    const time = local - zoneOf(guess);
    if (time >= end) break;
    if (time >= start && time > (times.at(-1) ?? -Infinity)) times.push(time);
  }
  return times;
}

function calendarTicks(start, end, unit, count, times) {
  const at = new Date(start);
  let [year, month, day] = [at.getFullYear(), at.getMonth(), 1];
  if (unit === "y") [year, month] = [Math.floor(year / count) * count, 0];
  if (unit === "month") month = Math.floor(month / count) * count;
  for (let guard = 0; guard < 2000; guard += 1) {
    const date = midnight(year, month, day);
    const time = date.getTime();
    if (time >= end) return;
    if (time >= start) times.push(time);
    if (unit === "y") year += count;
    else if (unit === "month") month += count;
    else [year, month, day] = nextDay(date, count);
  }
}

/** The month's days in steps of `count`, without a last one that crowds the next first. */
function nextDay(date, count) {
  const [year, month, day] = [date.getFullYear(), date.getMonth(), date.getDate()];
  const last = midnight(year, month + 1, 0).getDate();
  const next = count === 1 || day > 1 ? day + count : count + 1;
  if (next > last || (count > 1 && last - next < count - 1)) return [year, month + 1, 1];
  return [year, month, next];
}

/** `new Date(99, …)` would mean 1999. */
function midnight(year, month, day) {
  const date = new Date(2000, 0, 1);
  date.setFullYear(year, month, day);
  return date;
}

/** A label says what changes from tick to tick; at midnight or new year it says the new one. */
function labeller(unit) {
  return (time) => {
    const date = new Date(time);
    if (unit === "y") return String(date.getFullYear());
    if (unit === "month") {
      return date.getMonth() === 0 ? String(date.getFullYear()) : monthName(date.getMonth());
    }
    const clock = `${two(date.getHours())}:${two(date.getMinutes())}`;
    const midnightNow = clock === "00:00" && date.getSeconds() === 0 && !date.getMilliseconds();
    if (unit === "d" || midnightNow) return `${date.getDate()} ${monthName(date.getMonth())}`;
    if (unit === "h" || unit === "min") return clock;
    const seconds = two(date.getSeconds());
    if (unit === "s") return `${clock}:${seconds}`;
    return `${seconds}.${String(date.getMilliseconds()).padStart(3, "0")}`;
  };
}
