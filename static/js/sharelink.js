/**
 * Links to what a page shows now. One goes on with the clock, as the address does; the other
 * stays with the stretch and the zone that are seen, for whoever opens it.
 */

import { EVERY, PREFIX } from "./choices.js";
import { between } from "./timerange.js";
import { zoneName } from "./zone.js";

/**
 * @param {string} address of the page
 * @param {{range: import("./timerange.js").Range, span: import("./timerange.js").Span | null,
 *   variables?: import("./choices.js").Variable[]}} seen
 * @param {boolean} stays
 */
export function linkTo(address, { range, span, variables = [] }, stays) {
  const link = new URL(address);
  const { start, end } = stays && span ? between(span.start, span.end) : range;
  link.searchParams.set("start", start);
  link.searchParams.set("end", end);
  link.searchParams.set("zone", zoneName());
  for (const { name, every, chosen } of variables) {
    link.searchParams.delete(`${PREFIX}${name}`);
    for (const value of every ? [EVERY] : chosen) link.searchParams.append(`${PREFIX}${name}`, value);
  }
  return link.href;
}
