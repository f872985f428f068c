/** Rows that came as columns, as `charts/by_column.py` sends them: half of the bytes. */

/** @param {any} part of an answer @returns {any} with lists of rows in the place of columns */
export function byRow(part) {
  if (Array.isArray(part)) return part.some(isObject) ? part.map(byRow) : part;
  if (!isObject(part)) return part;
  if (Array.isArray(part.columns)) return rowsOf(part.columns);
  return Object.fromEntries(Object.entries(part).map(([name, one]) => [name, byRow(one)]));
}

const isObject = (part) => typeof part === "object" && part !== null;

function rowsOf(columns) {
  const rows = new Array(columns[0].length);
  for (let at = 0; at < rows.length; at += 1) rows[at] = columns.map((column) => column[at]);
  return rows;
}
