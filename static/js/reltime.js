/** Times as people say them, in the time zone of the page. Times are epoch milliseconds. */

import { t } from "./i18n.js";
import { offsetAt, offsetText, partsAt } from "./zone.js";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const YEAR = 365.25 * DAY;

/** A range whose moments are told so. */
const TO_THE_SECOND = 10_000;

/** How a distance is said, and the length of what it is counted in, largest first. */
const STEPS = [
  [(count) => t("{count} y", { count }), YEAR],
  [(count) => t("{count} d", { count }), DAY],
  [(count) => t("{count} h", { count }), HOUR],
  [(count) => t("{count} min", { count }), MINUTE],
  [(count) => t("{count} s", { count }), 1000],
];

const MONTHS = t("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec").split(" ");
export const monthName = (index) => MONTHS[index];
export const two = (number) => String(number).padStart(2, "0");

/**
 * "now", "12 s ago", "3 min ago", "in 2 h".
 * @param {number} time
 * @param {number} now
 */
export function ago(time, now) {
  const distance = Math.abs(now - time);
  if (distance < 1000) return t("now");
  const span = roughly(distance);
  return time > now ? t("in {span}", { span }) : t("{span} ago", { span });
}

/** A length of time of a second or more in one part: "3 min". */
export function roughly(ms) {
  const [said, length] = STEPS.find(([, size]) => ms >= size);
  return said(Math.floor(ms / length));
}

/** A length of time in at most two parts: "15 min", "2 d 3 h". */
export function formatSpan(ms) {
  if (ms < 1000) return t("{count} ms", { count: Math.round(ms) });
  const at = STEPS.findIndex(([, size]) => ms >= size);
  const [said, size] = STEPS[at];
  const near = Math.round(ms / size);
  const [saidNext, nextSize] = STEPS[at + 1] ?? [];
  if (!nextSize || near >= 10 || Math.abs(ms - near * size) < 0.05 * size) return said(near);
  const whole = Math.floor(ms / size);
  return `${said(whole)} ${saidNext(Math.floor((ms - whole * size) / nextSize))}`;
}

/** "13 Nov 2023"; months from 1. */
export const formatDay = (year, month, day) =>
  t("{day} {month} {year}", { year, month: MONTHS[month - 1], day });

/** "13 Nov" */
export const formatDayOfYear = (month, day) => t("{day} {month}", { month: MONTHS[month - 1], day });

/** A date with as much of the time as matters in a range `span` ms long. */
export function formatMoment(time, span) {
  const { year, month, day: date, hour, minute, second, ms } = partsAt(time);
  const day = formatDay(year, month, date);
  if (span >= 60 * DAY) return day;
  const clock = `${two(hour)}:${two(minute)}`;
  if (span >= HOUR) return `${day} ${clock}`;
  if (span >= 10_000) return `${day} ${clock}:${two(second)}`;
  return `${day} ${clock}:${two(second)}.${String(ms).padStart(3, "0")}`;
}

/** The exact time, for tooltips: ISO 8601 with the zone's offset. */
export function formatExact(time) {
  const offset = offsetAt(time);
  const shifted = new Date(time + offset).toISOString();
  return `${shifted.slice(0, -1).replace("T", " ")} ${offsetText(offset)}`;
}

/** Say every `<time datetime>` of the page to the second in its zone, and exactly on hover. */
export function tellTimes() {
  for (const time of document.querySelectorAll("time[datetime]")) {
    const at = Date.parse(time.dateTime);
    time.textContent = formatMoment(at, TO_THE_SECOND);
    time.title = formatExact(at);
  }
}

/** A time as it is typed: "2024-03-09 18:30:00", with the fraction where there is one. */
export function toTyped(time) {
  const { year, month, day, hour, minute, second, ms } = partsAt(time);
  const date = `${String(year).padStart(4, "0")}-${two(month)}-${two(day)}`;
  const rest = ms ? `.${String(ms).padStart(3, "0")}` : "";
  return `${date} ${two(hour)}:${two(minute)}:${two(second)}${rest}`;
}
