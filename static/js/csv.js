/** Tables as files that any spreadsheet reads (RFC 4180), times in UTC. */

/**
 * @param {import("./tabledata.js").Table} table
 * @returns {string}
 */
export function csvOf({ columns, rows }) {
  const head = columns.map(({ label, unit }) => quoted(unit ? `${label} (${unit})` : label));
  const lines = rows.map((row) => row.map((value, at) => cell(value, columns[at])).join());
  return `${[head.join(), ...lines].join("\r\n")}\r\n`;
}

function cell(value, { type }) {
  if (value === null || value === undefined) return "";
  return type === "time" ? new Date(value).toISOString() : quoted(String(value));
}

const quoted = (text) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
