/** Times as people say them, in the browser's time zone. Times are epoch milliseconds. */

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const YEAR = 365.25 * DAY;

/** Name and length of what a distance is counted in, largest first. */
const STEPS = [
  ["y", YEAR],
  ["d", DAY],
  ["h", HOUR],
  ["min", MINUTE],
  ["s", 1000],
];

const MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");
export const monthName = (index) => MONTHS[index];
export const two = (number) => String(number).padStart(2, "0");

/**
 * "now", "12 s ago", "3 min ago", "in 2 h".
 * @param {number} time
 * @param {number} now
 */
export function ago(time, now) {
  const distance = Math.abs(now - time);
  if (distance < 1000) return "now";
  const text = roughly(distance);
  return time > now ? `in ${text}` : `${text} ago`;
}

/** A length of time of a second or more in one part: "3 min". */
export function roughly(ms) {
  const [unit, length] = STEPS.find(([, size]) => ms >= size);
  return `${Math.floor(ms / length)} ${unit}`;
}

/** A length of time in at most two parts: "15 min", "2 d 3 h". */
export function formatSpan(ms) {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  const at = STEPS.findIndex(([, size]) => ms >= size);
  const [unit, size] = STEPS[at];
  const near = Math.round(ms / size);
  const [nextUnit, nextSize] = STEPS[at + 1] ?? [];
  if (!nextSize || near >= 10 || Math.abs(ms - near * size) < 0.05 * size) return `${near} ${unit}`;
  const whole = Math.floor(ms / size);
  return `${whole} ${unit} ${Math.floor((ms - whole * size) / nextSize)} ${nextUnit}`;
}

/** A date with as much of the time as matters in a range `span` ms long. */
export function formatMoment(time, span) {
  const date = new Date(time);
  const day = `${date.getDate()} ${MONTHS[date.getMonth()]} ${date.getFullYear()}`;
  if (span >= 60 * DAY) return day;
  const clock = `${two(date.getHours())}:${two(date.getMinutes())}`;
  if (span >= HOUR) return `${day} ${clock}`;
  const seconds = two(date.getSeconds());
  if (span >= 10_000) return `${day} ${clock}:${seconds}`;
  return `${day} ${clock}:${seconds}.${String(date.getMilliseconds()).padStart(3, "0")}`;
}

/** The exact time, for tooltips: ISO 8601 with the browser's offset. */
export function formatExact(time) {
  const date = new Date(time);
  const offset = -date.getTimezoneOffset();
  const sign = offset < 0 ? "-" : "+";
  const zone = `${sign}${two(Math.floor(Math.abs(offset) / 60))}:${two(Math.abs(offset) % 60)}`;
  const shifted = new Date(time + offset * MINUTE).toISOString();
  return `${shifted.slice(0, -1).replace("T", " ")} ${zone}`;
}

/** The browser's zone, by name. */
export const zoneName = () => Intl.DateTimeFormat().resolvedOptions().timeZone;

/** What `<input type="datetime-local">` holds for a time, to the second. */
export function toLocalInput(time) {
  const date = new Date(time);
  const year = String(date.getFullYear()).padStart(4, "0");
  const day = `${year}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day}T${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}
