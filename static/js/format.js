/**
 * Numbers with units and sensible digits, and the names by which the server's options ask for
 * a formatter ("format:value:%", "format:time").
 */

import { language, tn } from "./i18n.js";
import { formatExact } from "./reltime.js";

const IEC = ["", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"];
const SI = ["", "k", "M", "G", "T", "P", "E"];

/** Time units, each with how many of it make the next one. */
const TIMES = [
  ["µs", 1e-6],
  ["ms", 1e-3],
  ["s", 1],
  ["min", 60],
  ["h", 3600],
  ["d", 86400],
];

const BYTES = new Set(["B", "B/s"]);
/** A part of one, shown as hundredths. */
const SHARE = "percent 0-1";
const CURRENCIES = new Set(Intl.supportedValuesOf("currency"));
/** Up to here amounts of money are written out. */
const MONEY = 10_000_000;
const SECONDS = { s: 1, ms: 1e-3, us: 1e-6, µs: 1e-6, min: 60, h: 3600, d: 86400 };
/** Times since 1970, each with how many milliseconds its unit has. */
const MOMENTS = { "datetime s": 1000, "datetime ms": 1 };
/** Units of instruments: never scaled, one decimal. */
const MEASURED = new Set(["%", "°C", "°F", "K", "ppm", "mm", "m/s", "hPa"]);

/** The base that an axis of this unit steps in: 2 for bytes, otherwise 10. */
export const baseOf = (unit) => (BYTES.has(unit) ? 2 : 10);

/**
 * A value with its unit: "1.24 GiB/s", "41.3%", "1,234".
 * @param {number | null | undefined} value
 * @param {string} [unit]
 * @param {number | null} [decimals] how many, where that is not left to the value
 */
export function formatValue(value, unit = "", decimals = null) {
  if (value === null || value === undefined || !Number.isFinite(value)) return "–";
  if (unit === SHARE) return formatValue(100 * value, "%", decimals);
  if (unit in MOMENTS) return formatExact(value * MOMENTS[unit]);
  if (CURRENCIES.has(unit)) return money(value, unit, decimals);
  const { scale, suffix } = scaleOf(Math.abs(value), unit);
  if (decimals !== null) return join(grouped(value / scale, decimals, decimals), suffix);
  const number = MEASURED.has(unit) ? measured(value) : digits(value, scale);
  return join(number, suffix);
}

/** "€1,234.50"; large amounts are shortened. */
function money(value, currency, decimals) {
  const fixed = decimals === null ? {} : { minimumFractionDigits: decimals };
  const digits = decimals === null ? {} : { maximumFractionDigits: decimals };
  const short = Math.abs(value) >= MONEY ? { notation: "compact", maximumSignificantDigits: 4 } : {};
  const options = { style: "currency", currency, ...fixed, ...digits, ...short };
  return written(value, options);
}

/**
 * A formatter for the labels of one axis: one scale and one number of decimals for all.
 * @param {number[]} ticks ascending
 * @param {string} [unit]
 * @param {number | null} [fixed] decimals, where that is not left to the ticks
 * @returns {(value: number) => string}
 */
export function axisFormatter(ticks, unit = "", fixed = null) {
  if (unit === SHARE) return hundredths(ticks, fixed);
  if (unit in MOMENTS) return (value) => formatExact(value * MOMENTS[unit]);
  if (CURRENCIES.has(unit)) return (value) => money(value, unit, fixed ?? decimalsOf(ticks));
  const largest = Math.max(...ticks.map(Math.abs), 0);
  const { scale, suffix } = scaleOf(largest, unit);
  const step = ticks.length > 1 ? (ticks[1] - ticks[0]) / scale : 1;
  const decimals = fixed ?? decimalsFor(step);
  return (value) => {
    const text = grouped(value / scale, decimals, decimals);
    return value === 0 && suffix !== "%" ? "0" : join(text, suffix);
  };
}

function hundredths(ticks, fixed) {
  const parts = ticks.map((tick) => 100 * tick);
  const label = axisFormatter(parts, "%", fixed);
  return (value) => label(100 * value);
}

const decimalsOf = (ticks) => (ticks.length > 1 ? decimalsFor(ticks[1] - ticks[0]) : 0);

/** How a value of this size is scaled and what then follows the number. */
function scaleOf(size, unit) {
  if (BYTES.has(unit)) return prefixed(size, 1024, IEC, unit);
  if (unit in SECONDS) return timed(size, SECONDS[unit]);
  if (MEASURED.has(unit)) return { scale: 1, suffix: unit };
  if (unit === "none") return { scale: 1, suffix: "" };
  if (size < 10_000 && size >= 0.001) return { scale: 1, suffix: plain(unit) };
  return prefixed(size, 1000, SI, plain(unit));
}

/** "count" says nothing that the number does not. */
const plain = (unit) => (unit === "count" ? "" : unit);

function prefixed(size, base, prefixes, unit) {
  let at = 0;
  // From 1,000 on also where the base is 1024: "0.979 MiB" is shorter than "1,002 KiB".
  while (at < prefixes.length - 1 && size / base ** at >= 999.5) at += 1;
  return { scale: base ** at, suffix: prefixes[at] + unit };
}

function timed(size, unitInSeconds) {
  const seconds = size * unitInSeconds;
  const fitting = TIMES.filter(([, length]) => seconds >= length).at(-1);
  const [name, length] = fitting ?? (seconds === 0 ? TIMES[2] : TIMES[0]);
  return { scale: length / unitInSeconds, suffix: name };
}

/** One decimal, but for what would vanish or does not need it. */
function measured(value) {
  const size = Math.abs(value);
  if (size === 0 || size === 100 || size >= 10_000) return grouped(value, 0, 0);
  return size < 0.095 ? digits(value, 1) : grouped(value, 1, 1);
}

/**
 * Three significant digits; what is not scaled by a prefix may have a fourth. Zeros at the end
 * stay, so that a live value does not change its width.
 */
function digits(value, scale) {
  const number = value / scale;
  const size = Math.abs(number);
  if (size !== 0 && (size < 0.001 || size >= 1e15)) return number.toExponential(2);
  const before = Math.floor(Math.log10(size || 1));
  const least = Math.max(0, 2 - before);
  if (scale !== 1) return grouped(number, least, least);
  if (Number.isInteger(value)) return grouped(number, 0, 0);
  return grouped(number, least, Math.max(least, Math.min(2, 3 - before)));
}

function decimalsFor(step) {
  for (let decimals = 0; decimals < 12; decimals += 1) {
    const scaled = Math.abs(step) * 10 ** decimals;
    if (Math.abs(scaled - Math.round(scaled)) < 1e-6 * Math.max(1, scaled)) return decimals;
  }
  return 12;
}

const formats = new Map();

function grouped(number, least, most) {
  return written(number, { minimumFractionDigits: least, maximumFractionDigits: most });
}

function written(number, options) {
  const key = Object.values(options).join();
  let format = formats.get(key);
  if (!format) {
    format = new Intl.NumberFormat(language(), options);
    formats.set(key, format);
  }
  const text = format.format(number);
  return /^-0(\.0*)?$/.test(text) ? text.slice(1) : text.replace("-", "−");
}

function join(number, suffix) {
  if (!suffix) return number;
  return suffix === "%" ? `${number}%` : `${number} ${suffix}`;
}

/** How many, with thousands separated: "1,234,567". */
export const formatCount = (count) => grouped(count, 0, 0);

/** "1,234 readings" */
export const readings = (count) =>
  tn("{number} reading", "{number} readings", count, { number: formatCount(count) });

/** A difference with its sign: "+1.2 °C". */
export function formatChange(difference, unit) {
  const text = formatValue(difference, unit);
  return difference > 0 ? `+${text}` : text;
}

/** Formatter names to makers; what follows the name, after a colon, is the argument. */
const FORMATTERS = {
  // An axis writes its round numbers in its own way, and has to know their unit.
  value: (unit) => Object.assign((given) => formatValue(numberOf(given), unit), { unit }),
  time: () => (given) => formatExact(numberOf(given)),
};

/** ECharts gives a number to axes and gauges, and an object with the value to labels. */
function numberOf(given) {
  const value = typeof given === "object" && given !== null ? given.value : given;
  return Array.isArray(value) ? value[1] : value;
}

/**
 * The same option with every "format:NAME:ARGUMENT" replaced by its function. A name that is
 * not known stays as it is.
 * @template T
 * @param {T} option
 * @returns {T}
 */
export function resolveFormatters(option) {
  if (typeof option === "string") return formatterOf(option) ?? option;
  if (Array.isArray(option)) return option.map(resolveFormatters);
  if (option === null || typeof option !== "object") return option;
  return Object.fromEntries(
    Object.entries(option).map(([name, part]) => [name, resolveFormatters(part)]),
  );
}

function formatterOf(text) {
  const match = /^format:([a-z]+)(?::(.*))?$/s.exec(text);
  return match ? FORMATTERS[match[1]]?.(match[2] ?? "") : undefined;
}
