/**
 * Times moved and rounded by the calendar of the page's zone: a day is from one local midnight
 * to the next, whether it has 23, 24 or 25 hours. As `calendar_times.py` on the server.
 */

import { offsetAt, partsAt, timeOf } from "./zone.js";

const CLOCK = { s: 1000, m: 60_000, h: 3_600_000 };

/** The days of a month, which counts from 1 and may run over. */
export const daysIn = (year, month) =>
  new Date(Date.UTC(2000 + (year % 400), month, 0)).getUTCDate();

/** 1 for Monday to 7 for Sunday. */
export const weekday = ({ year, month, day }) =>
  ((new Date(Date.UTC(2000 + (year % 400), month - 1, day)).getUTCDay() + 6) % 7) + 1;

/** Whether a unit is longer on some days than on others. */
export const isByCalendar = (unit) => "dwMy".includes(unit);

/** Back to where the clocks show the beginning of a unit. */
export function roundDown(time, unit) {
  if (unit in CLOCK) {
    const past = (time + offsetAt(time)) % CLOCK[unit];
    return time - (past < 0 ? past + CLOCK[unit] : past);
  }
  const { year, month, day } = partsAt(time);
  if (unit === "d") return timeOf({ year, month, day });
  if (unit === "w") return timeOf({ year, month, day: day - weekday({ year, month, day }) + 1 });
  return timeOf(unit === "M" ? { year, month } : { year });
}

/** So many days, weeks, months or years on; of a month that is too short, to its last day. */
export function moveBy(time, count, unit) {
  const parts = partsAt(time);
  if (unit === "d" || unit === "w") {
    return timeOf({ ...parts, day: parts.day + count * (unit === "w" ? 7 : 1) });
  }
  const months = 12 * parts.year + parts.month - 1 + count * (unit === "y" ? 12 : 1);
  const [year, month] = [Math.floor(months / 12), (((months % 12) + 12) % 12) + 1];
  return timeOf({ ...parts, year, month, day: Math.min(parts.day, daysIn(year, month)) });
}
