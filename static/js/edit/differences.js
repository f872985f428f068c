/**
 * Where two definitions of one dashboard differ, part by part, so that one can be chosen for each.
 *
 * @typedef {{part: string, panel: boolean, mine: any, theirs: any, mineChanged: boolean}}
 *   Difference `part` is a field, or the title of a panel; undefined is not there
 */

const APART = new Set(["panels", "version", "slug"]);
/** What makes a panel the same one in both. */
const nameOf = (panel) => panel.id ?? `${panel.title}\n${panel.kind}`;

/**
 * @param {object} mine
 * @param {object} theirs
 * @param {object} base that mine began from
 * @returns {Difference[]}
 */
export function differences(mine, theirs, base) {
  const names = new Set([...Object.keys(mine), ...Object.keys(theirs)]);
  const fields = [...names]
    .filter((name) => !APART.has(name))
    .map((name) => difference(name, false, mine[name], theirs[name], base[name]));
  return [...fields, ...panelDifferences(mine, theirs, base)].filter(
    (one) => !same(one.mine, one.theirs),
  );
}

function panelDifferences(mine, theirs, base) {
  const [own, other, before] = [mine, theirs, base].map(
    ({ panels = [] }) => new Map(panels.map((panel) => [nameOf(panel), panel])),
  );
  const names = new Set([...other.keys(), ...own.keys()]);
  return [...names].map((name) => {
    const title = (own.get(name) ?? other.get(name)).title;
    return difference(title, true, own.get(name), other.get(name), before.get(name));
  });
}

const difference = (part, panel, mine, theirs, base) => ({
  part,
  panel,
  mine,
  theirs,
  mineChanged: !same(mine, base),
});

/**
 * My definition with theirs where that was chosen.
 * @param {object} mine
 * @param {Array<{difference: Difference, takes: "mine" | "theirs"}>} chosen
 */
export function merged(mine, chosen) {
  let panels = [...(mine.panels ?? [])];
  const fields = {};
  for (const { difference: one, takes } of chosen) {
    if (takes === "mine") continue;
    if (!one.panel) fields[one.part] = one.theirs;
    else panels = withPanel(panels, one);
  }
  return { ...mine, ...fields, panels };
}

function withPanel(panels, { mine, theirs }) {
  if (!mine) return [...panels, theirs];
  const rest = theirs ? [theirs] : [];
  return panels.flatMap((panel) => (nameOf(panel) === nameOf(mine) ? rest : [panel]));
}

/** Whatever the order of names, and without what is empty. */
const same = (one, other) => JSON.stringify(plain(one)) === JSON.stringify(plain(other));

function plain(value) {
  if (Array.isArray(value)) return value.length ? value.map(plain) : undefined;
  if (value === null || typeof value !== "object") return value === "" ? undefined : value;
  const entries = Object.entries(value)
    .map(([name, part]) => [name, plain(part)])
    .filter(([, part]) => part !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return entries.length ? Object.fromEntries(entries) : undefined;
}
