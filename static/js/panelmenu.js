/** What the menu of a panel offers: its series elsewhere. */

import { url } from "./api.js";

/**
 * @param {string[]} series selectors
 * @param {import("./timerange.js").Range} range as the address has it
 * @param {import("./timerange.js").Span | null} span in ms
 */
export function panelMenu(series, range, span) {
  return [
    {
      label: "Explore these series",
      icon: "chart-line",
      href: url("/explore/", { series, ...range }),
    },
    { label: "Download as CSV", icon: "download", href: csvUrl(series, span), download: true },
  ];
}

/** All raw readings of these series in the range, as a file. */
export function csvUrl(series, span) {
  return url("/api/export", { series, start: span?.start, end: span?.end, format: "csv" });
}
