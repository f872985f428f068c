/**
 * What the menu of a panel offers: the panel larger, its numbers, and its series elsewhere. What
 * few need is loaded by those who ask for it.
 */

import { url } from "./api.js";
import { t } from "./i18n.js";
import { isFolded } from "./panelhint.js";
import { say } from "./said.js";
import { fileName, save } from "./save.js";

/**
 * @param {import("./panel.js").Panel} panel
 * @param {import("./board.js").Board} board
 * @param {string[]} series selectors
 */
export function panelMenu(panel, board, series) {
  return [
    ...looks(panel, board),
    { label: t("Data table"), icon: "table-2", onclick: () => openTable(panel) },
    { label: t("Explore these series"), icon: "chart-line", href: exploreUrl(series, board) },
    { label: t("Copy link"), icon: "link", onclick: () => copyLink(panel, board) },
    ...pictures(panel),
    { label: t("CSV of what is drawn"), icon: "file-text", onclick: () => saveDrawn(panel) },
    ...downloads(series, board.span()),
  ].filter((item) => series.length || !item.href);
}

function looks(panel, board) {
  const items = [];
  const full = board.full?.itemFor(panel);
  if (full) items.push(full);
  if (isFolded(panel.curves)) {
    const onclick = () => board.showRaw(panel);
    items.push({ label: t("Show raw readings"), icon: "zoom-in", onclick });
  }
  return items;
}

/** What is text in the page is no picture. */
function pictures(panel) {
  if (!panel.isPicture) return [];
  return ["png", "svg"].map((format) => ({
    label: t("Save as {format}", { format: format.toUpperCase() }),
    icon: "image",
    onclick: async () => (await import("./picture.js")).savePicture(panel, format),
  }));
}

const exploreUrl = (series, { range }) => url("/explore/", { series, ...range });

/** All raw readings of these series in the range, as files for spreadsheets and programs. */
export function downloads(series, span) {
  return [
    ["csv", t("CSV of all readings")],
    ["parquet", t("Parquet of all readings")],
    ["arrow", t("Arrow of all readings")],
  ].map(([format, label]) => {
    const href = url("/api/export", { series, start: span?.start, end: span?.end, format });
    return { label, icon: "download", href, download: true };
  });
}

/** The numbers of a panel, in a dialog. @param {import("./panel.js").Panel} panel */
export async function openTable(panel) {
  const { openData } = await import("./datadialog.js");
  openData(panel.view.title.title, await tableOf(panel));
}

async function saveDrawn(panel) {
  const { csvOf } = await import("./csv.js");
  const blob = new Blob([csvOf(await tableOf(panel))], { type: "text/csv" });
  save(blob, fileName(panel.view.title.title, "csv"));
}

const tableOf = async (panel) => (await import("./tabledata.js")).tableOf(panel);

/** Without a secure context there is no clipboard: the address is then shown. */
async function copyLink(panel, board) {
  const address = board.full?.address(panel) ?? new URL(location.href);
  try {
    await navigator.clipboard.writeText(String(address));
    say(t("Link copied"));
  } catch {
    prompt(t("Copy this link"), String(address));
  }
}
