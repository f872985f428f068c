/**
 * The time zone of the page, and what its clocks show. Times are epoch milliseconds.
 *
 * @typedef {{year: number, month: number, day: number, hour: number, minute: number,
 *   second: number, ms: number}} Parts of a local time; `month` and `day` count from 1
 */

const MINUTE = 60_000;
const DAY = 86_400_000;
/** Since 1970 clocks have changed at no time between these, in UTC. */
const STEADY = 15 * MINUTE;
const MOST_KNOWN = 20_000;

let chosen = "";
let known = new Map();
const formats = new Map();
const listeners = new Set();

let own;

/** The zone of the browser's machine, by name. */
export const browserZone = () => (own ??= Intl.DateTimeFormat().resolvedOptions().timeZone);

/** The zone in which this page tells times, by name. */
export const zoneName = () => chosen || browserZone();

/** Whether a name is that of a zone. @param {string} name */
export function isZone(name) {
  try {
    return Boolean(name && formatOf(name));
  } catch {
    return false;
  }
}

/** Tell times in this zone from now on; "" is that of the browser. @param {string} name */
export function setZone(name) {
  if (name === chosen) return;
  chosen = name;
  known = new Map();
  for (const listener of listeners) listener();
}

/** Call whenever the page's zone has become another one. @param {() => void} listener */
export const onZone = (listener) => listeners.add(listener);

function formatOf(zone) {
  if (!formats.has(zone)) {
    const numeric = { year: "numeric", month: "numeric", day: "numeric", hour: "numeric" };
    formats.set(
      zone,
      new Intl.DateTimeFormat("en-US", {
        ...numeric,
        minute: "numeric",
        second: "numeric",
        era: "short",
        hourCycle: "h23",
        calendar: "gregory",
        timeZone: zone,
      }),
    );
  }
  return formats.get(zone);
}

/** What the zone is ahead of UTC at a time, in ms. @param {number} time @param {string} [zone] */
export function offsetAt(time, zone = zoneName()) {
  if (zone === "UTC") return 0;
  if (zone !== zoneName()) return measured(time, zone);
  const key = time < 0 ? time : Math.floor(time / STEADY);
  let offset = known.get(key);
  if (offset === undefined) {
    offset = measured(time < 0 ? time : key * STEADY, zone);
    if (known.size >= MOST_KNOWN) known.clear();
    known.set(key, offset);
  }
  return offset;
}

function measured(time, zone) {
  const whole = Math.floor(time / 1000) * 1000;
  const parts = Object.fromEntries(
    formatOf(zone)
      .formatToParts(whole)
      .map(({ type, value }) => [type, value]),
  );
  // There is no year 0: 1 BC is what comes before the year 1.
  const year = parts.era === "BC" ? 1 - Number(parts.year) : Number(parts.year);
  const [hour, minute, second] = [parts.hour, parts.minute, parts.second].map(Number);
  return utc({ year, month: +parts.month, day: +parts.day, hour, minute, second, ms: 0 }) - whole;
}

/** As if the clock stood at UTC. `Date.UTC(99, …)` would mean 1999. */
function utc({ year, month, day, hour = 0, minute = 0, second = 0, ms = 0 }) {
  const date = new Date(Date.UTC(2000, 0, 1, hour, minute, second, ms));
  const clock = date.getTime() - Date.UTC(2000, 0, 1);
  return new Date(0).setUTCFullYear(year, month - 1, day) + clock;
}

/** What the clocks show at a time. @returns {Parts} */
export function partsAt(time) {
  const local = new Date(time + offsetAt(time));
  return {
    year: local.getUTCFullYear(),
    month: local.getUTCMonth() + 1,
    day: local.getUTCDate(),
    hour: local.getUTCHours(),
    minute: local.getUTCMinutes(),
    second: local.getUTCSeconds(),
    ms: local.getUTCMilliseconds(),
  };
}

/**
 * When the clocks show this: the earlier time where they do so twice, and as much later as the
 * clocks were put forward where they never do. Months and days may run over.
 * @param {Partial<Parts>} parts
 */
export const timeOf = (parts) => timeOfLocal(utc({ month: 1, day: 1, ...parts }));

/** @param {number} local what the clocks show, in ms as if they stood at UTC */
export function timeOfLocal(local) {
  // Offsets before and after any change nearby; the one before holds where both would do.
  for (const offset of [offsetAt(local - DAY), offsetAt(local + DAY)]) {
    if (offsetAt(local - offset) === offset) return local - offset;
  }
  return local - offsetAt(local - DAY);
}

/** When the day begins in which a time lies: at midnight, or later where clocks skip that. */
export function dayStart(time) {
  const { year, month, day } = partsAt(time);
  return timeOf({ year, month, day });
}

/** The first time after `from` at which another offset holds, up to `to`; null when none does. */
export function changeBetween(from, to) {
  const before = offsetAt(from);
  if (offsetAt(to) === before) return null;
  let [low, high] = [from, to];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offsetAt(middle) === before) low = middle;
    else high = middle;
  }
  return high;
}

/** "+05:30", of an offset in ms. */
export function offsetText(offset) {
  const minutes = Math.round(Math.abs(offset) / MINUTE);
  const two = (number) => String(number).padStart(2, "0");
  return `${offset < 0 ? "−" : "+"}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}
