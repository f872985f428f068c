/**
 * What colour a curve has in the draft of its query: kept by a selector of its series, so that it
 * stays with it whatever others come or go, and whatever is chosen of variables.
 *
 * @typedef {{id: number | null, origin: {query: number, name: string, tags: Record<string, string>,
 *   look?: {color?: number | string, color_at?: number}}}} Drawn a curve
 * @typedef {{name: string, multi?: boolean}} Variable
 */

const SPECIAL = /[\\"*{}=!,]|^\s|\s$/g;
const VARIABLE = /\$(?:\{(\w+)\}|(\w+))/;
const REFERENCE = new RegExp(`^${VARIABLE.source}$`);
const NAME = /^(?:\$\{\w+\}|[^{}\\]|\\.)*/s;
const MATCHER = /((?:[^=!,"\\{}]|\\.)+)=\s*"((?:[^"\\]|\\.)*)"/gs;

/** As it stands in a selector. */
export const escaped = (text) => text.replace(SPECIAL, "\\$&");

/**
 * @param {Drawn} curve
 * @param {Drawn[]} others all curves of its query
 * @param {string} series the query's selector
 * @param {{variables: Variable[], repeat?: string}} chosen `repeat` is the variable for each of whose values the panel
 *   stands once
 */
export function selectorFor({ id, origin }, others, series, { variables, repeat }) {
  const stands = new Set(variables.filter(({ name, multi }) => !multi || name === repeat).map(({ name }) => name));
  const { name, tags } = referencesIn(series, stands);
  const every = new Set(others.flatMap((one) => Object.keys(one.origin.tags)));
  const inner = [...every].sort().map((tag) => {
    const own = origin.tags[tag];
    return `${escaped(tag)}="${own !== undefined && tags.has(tag) ? tags.get(tag) : escaped(own ?? "")}"`;
  });
  // What was computed is called after its query, which may be called otherwise.
  const called = id === null ? "*" : (name ?? escaped(origin.name));
  return inner.length ? `${called}{${inner.join(",")}}` : called;
}

/** The variables that stand for the name and for values of tags. */
function referencesIn(series, stands) {
  const refers = (text) => {
    const found = REFERENCE.exec(text.trim());
    return found && stands.has(found[1] ?? found[2]) ? text.trim() : undefined;
  };
  const tags = new Map();
  for (const [, tag, value] of series.matchAll(MATCHER)) if (refers(value)) tags.set(tag.trim(), value.trim());
  return { name: refers(NAME.exec(series)[0]), tags };
}

/**
 * The fields of a query that are others when one of its curves gets a colour; undefined takes it
 * away, and a field out.
 * @param {object} query
 * @param {Drawn} curve
 * @param {Drawn[]} others all curves of the query
 * @param {string} selector of the curve
 * @param {number | string | undefined} colour
 */
export function coloured(query, { origin: { look = {} } }, others, selector, colour) {
  const colours = { ...query.colors };
  const isOfQuery = look.color !== undefined && look.color_at === undefined;
  const before = Object.keys(colours)[look.color_at];
  const isShared = others.filter(({ origin }) => origin.look?.color_at === look.color_at).length > 1;
  // What it had goes, unless others have it too.
  if (before !== undefined && (colour === undefined || !isShared)) delete colours[before];
  if (others.length === 1 && Object.keys(colours).length === 0) return { color: colour, colors: undefined };
  if (colour !== undefined) colours[selector] = colour;
  return { ...(isOfQuery && { color: undefined }), colors: Object.keys(colours).length ? colours : undefined };
}
