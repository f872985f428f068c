/**
 * `Map.groupBy` for browsers that do not have it yet.
 * @template T, K
 * @param {Iterable<T>} items
 * @param {(item: T) => K} nameOf
 * @returns {Map<K, T[]>} groups in the order of their first items
 */
export function groupBy(items, nameOf) {
  const groups = new Map();
  for (const item of items) {
    const name = nameOf(item);
    const group = groups.get(name);
    if (group) group.push(item);
    else groups.set(name, [item]);
  }
  return groups;
}
