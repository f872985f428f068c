/**
 * What the canvas has to know of the style sheet: the colours of the theme that is on.
 *
 * @typedef {{text: string, muted: string, hairline: string, surface: string, accent: string,
 *   font: string, raised: string, border: string, ok: string, warning: string, critical: string,
 *   series: string[], heat: string[]}} Tokens
 */

export const SERIES_COLOURS = 10;

/** @type {Tokens | null} */
let known = null;
const listeners = new Set();

/** @returns {Tokens} */
export function tokens() {
  known ??= read();
  return known;
}

function read() {
  const style = getComputedStyle(document.documentElement);
  const value = (name) => style.getPropertyValue(`--${name}`).trim();
  const series = Array.from({ length: SERIES_COLOURS }, (_, at) => value(`series-${at + 1}`));
  const plain = ["text", "muted", "hairline", "surface", "accent", "font", "raised", "border"];
  const names = [...plain, "ok", "warning", "critical"];
  const heat = ["low", "mid", "high"].map((name) => value(`heat-${name}`));
  const single = Object.fromEntries(names.map((name) => [name, value(name)]));
  // A family in double quotes would end the attribute of an SVG that it is written into.
  return { ...single, font: single.font.replaceAll('"', "'"), series, heat };
}

/** Call `listener` whenever the colours become others. */
export const onTokens = (listener) => listeners.add(listener);

/** The theme has changed: read again and tell everybody. */
export function refreshTokens() {
  known = null;
  for (const listener of listeners) listener();
}
