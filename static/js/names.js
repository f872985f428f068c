/** Short names that still tell series apart. */

/**
 * Each series' own label, or its name where that suffices, with the values of the tags in which
 * series of the same name differ.
 * @param {Array<{name: string, label?: string, tags: Record<string, string>}>} series
 * @param {{named?: boolean}} [how] `named` keeps a name that all of them share
 * @returns {string[]}
 */
export function shortNames(series, { named = false } = {}) {
  const plain = series.map(({ label, name }) => label || name);
  const alone = !named && new Set(plain).size === 1;
  return series.map((one, at) => {
    const namesakes = series.filter((_, other) => plain[other] === plain[at]);
    if (namesakes.length === 1) return plain[at];
    const values = differing(namesakes)
      .map((tag) => one.tags[tag] ?? "")
      .filter(Boolean);
    return (alone && values.length ? values : [plain[at], ...values]).join(" ");
  });
}

function differing(series) {
  const tags = [...new Set(series.flatMap(({ tags }) => Object.keys(tags)))].sort();
  return tags.filter((tag) => new Set(series.map(({ tags: own }) => own[tag])).size > 1);
}
