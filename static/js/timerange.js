/**
 * Half-open time ranges as the page holds them: as text in the URL, resolved to milliseconds
 * only when they are needed, so that "now-15m" goes on meaning the last 15 minutes.
 *
 * @typedef {{start: string, end: string}} Range `now-15m`, `all`, epoch ms or ISO 8601 each
 * @typedef {{start: number, end: number}} Span epoch milliseconds
 */

import { t } from "./i18n.js";
import { formatMoment, formatSpan } from "./reltime.js";
import { timeOfLocal } from "./zone.js";
import { isByCalendar, moveBy, roundDown } from "./calendar.js";

const SECOND = 1000;
const UNITS = {
  ms: 1,
  s: SECOND,
  m: 60 * SECOND,
  h: 3600 * SECOND,
  d: 86400 * SECOND,
  w: 7 * 86400 * SECOND,
  M: 30 * 86400 * SECOND,
  y: 365 * 86400 * SECOND,
};

/** The years 1 to 9999, what the server takes. */
export const EARLIEST = -62135596800000;
export const LATEST = 253402300799999;

/** The range that the page resolves itself, from the readings' own extent. */
export const ALL = Object.freeze({ start: "all", end: "now" });

/** What the picker offers. */
export const PRESETS = Object.freeze([
  { label: t("Last 5 minutes"), short: t("5 min"), start: "now-5m", end: "now" },
  { label: t("Last 15 minutes"), short: t("15 min"), start: "now-15m", end: "now" },
  { label: t("Last hour"), short: t("1 h"), start: "now-1h", end: "now" },
  { label: t("Last 6 hours"), short: t("6 h"), start: "now-6h", end: "now" },
  { label: t("Last 24 hours"), short: t("24 h"), start: "now-24h", end: "now" },
  { label: t("Last 7 days"), short: t("7 d"), start: "now-7d", end: "now" },
  { label: t("Last 30 days"), short: t("30 d"), start: "now-30d", end: "now" },
  { label: t("Last year"), short: t("1 y"), start: "now-1y", end: "now" },
  { label: t("All time"), short: t("All"), ...ALL },
  { label: t("Today"), short: t("Today"), start: "now/d", end: "now" },
  { label: t("Yesterday"), short: t("Yesterday"), start: "now-1d/d", end: "now/d" },
  { label: t("This week"), short: t("Week"), start: "now/w", end: "now" },
  { label: t("This month"), short: t("Month"), start: "now/M", end: "now" },
]);

/**
 * `"1h30m"` to milliseconds; null when it is no duration.
 * @param {string} text
 * @returns {number | null}
 */
export function parseDuration(text) {
  let rest = text;
  let total = 0;
  while (rest) {
    const match = /^(\d+(?:\.\d+)?)(ms|s|m|h|d|w|M|y)/.exec(rest);
    if (!match) return null;
    total += Number(match[1]) * UNITS[match[2]];
    rest = rest.slice(match[0].length);
  }
  return total > 0 ? total : null;
}

/**
 * One edge of a range to epoch milliseconds; null when it cannot be read.
 * @param {string} text
 * @param {number} now
 * @returns {number | null}
 */
export function parseEdge(text, now) {
  const trimmed = text.trim();
  const ms = trimmed.startsWith("now") ? relative(trimmed.slice(3), now) : absolute(trimmed);
  return Number.isFinite(ms) && ms >= EARLIEST && ms <= LATEST ? ms : null;
}

const absolute = (text) => (/^[+-]?\d+(\.\d+)?$/.test(text) ? Number(text) : parseIso(text));

/**
 * The steps behind "now", from left to right. Where one rounds to days or more, all days, weeks,
 * months and years are those of the calendar.
 */
function relative(text, now) {
  const steps = [...text.matchAll(/\s*(?:([+-])\s*([0-9][0-9.a-zA-Z]*)|\/\s*([smhdwMy]))/gy)];
  if (text.slice(steps.reduce((sum, [all]) => sum + all.length, 0)).trim()) return NaN;
  const byCalendar = steps.some(([, , , unit]) => unit && isByCalendar(unit));
  let time = now;
  for (const [, sign, distance, unit] of steps) {
    if (unit) time = roundDown(time, unit);
    else time = moved(time, sign === "-" ? -1 : 1, distance, byCalendar);
  }
  return time;
}

function moved(time, sign, distance, byCalendar) {
  const length = parseDuration(distance);
  if (length === null) return NaN;
  if (!byCalendar) return time + sign * length;
  return [...distance.matchAll(/(\d+(?:\.\d+)?)([a-zA-Z]+)/g)].reduce((at, [part, count, unit]) => {
    const whole = isByCalendar(unit) && /^\d+$/.test(count);
    return whole ? moveBy(at, sign * Number(count), unit) : at + sign * parseDuration(part);
  }, time);
}

/** ISO 8601; without an offset it is in the page's zone, which the server is told too. */
function parseIso(text) {
  const match = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d)(:\d\d(?:\.\d+)?)?(Z|[+-]\d\d:\d\d)?)?$/i.exec(
    text,
  );
  if (!match) return NaN;
  const [, day, minutes = "00:00", seconds = ":00", offset] = match;
  const time = Date.parse(`${day}T${minutes}${seconds}${offset?.toUpperCase() ?? "Z"}`);
  return offset || Number.isNaN(time) ? time : timeOfLocal(time);
}

/** Whether the range's end moves with the clock. */
export const followsNow = (range) => range.end.trim() === "now";

/** Whether the page has to ask for the readings' extent before it can resolve the range. */
export const isAll = (range) => range.start === "all";

/**
 * The range in milliseconds; null when an edge cannot be read or start is not before end.
 * @param {Range} range
 * @param {number} now
 * @param {Span | null} [extent] of the readings, for "all time"
 * @returns {Span | null}
 */
export function resolve(range, now, extent = null) {
  const end = parseEdge(range.end, now);
  if (isAll(range)) return allOf(extent, end ?? now);
  const start = parseEdge(range.start, now);
  if (start === null || end === null || start >= end) return null;
  return { start, end };
}

/** Readings that ended long ago are shown to their end, not with an empty stretch up to now. */
function allOf(extent, now) {
  if (!extent) return { start: now - UNITS.d, end: now };
  const span = Math.max(extent.end - extent.start, UNITS.m);
  const current = now - extent.end < 0.05 * span && extent.end <= now;
  return { start: extent.start, end: current ? now : extent.start + span + 1 };
}

/**
 * The range in the address, or `fallback` when it holds none that can be read.
 * @param {URLSearchParams} params
 * @param {Range} fallback
 * @returns {Range}
 */
export function fromParams(params, fallback) {
  const range = {
    start: params.get("start") ?? fallback.start,
    end: params.get("end") ?? (params.has("start") ? "now" : fallback.end),
  };
  return isAll(range) || resolve(range, Date.now()) ? range : fallback;
}

/** A fixed range between two times in milliseconds, whatever their order. */
export function between(a, b) {
  const start = Math.max(EARLIEST, Math.round(Math.min(a, b)));
  const end = Math.min(LATEST, Math.max(start + 1, Math.round(Math.max(a, b))));
  return { start: String(start), end: String(end) };
}

/** A range as long as a span that ends now. @param {Span | null} span */
export function following(span) {
  const seconds = Math.max(10, Math.round(((span?.end ?? 0) - (span?.start ?? 0)) / 1000));
  return { start: `now-${seconds}s`, end: "now" };
}

/** @returns {boolean} whether two ranges are written alike */
export const sameRange = (a, b) => a.start === b.start && a.end === b.end;

/**
 * The range in words: a preset's, "Last 3 h", or two moments.
 * @param {Range} range
 * @param {number} now
 * @param {{short?: boolean}} [how]
 */
export function describe(range, now, { short = false } = {}) {
  const preset = PRESETS.find((one) => sameRange(one, range));
  if (preset) return short ? preset.short : preset.label;
  const span = resolve(range, now);
  if (!span) return t("Choose a range");
  const length = span.end - span.start;
  if (followsNow(range) && range.start.startsWith("now")) {
    const said = formatSpan(length);
    return short ? said : t("Last {span}", { span: said });
  }
  const from = formatMoment(span.start, length);
  const to = followsNow(range) ? t("now") : formatMoment(span.end, length);
  return short ? from : t("{from} to {to}", { from, to });
}
