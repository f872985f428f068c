/**
 * A page of panels prints as a report: what it is, of when, and every panel whole, drawn in lines
 * and in the light theme. The browser says when, also for a PDF, and waits for nothing.
 */

import { now } from "./clock.js";
import { h } from "./dom.js";
import { t } from "./i18n.js";
import { formatExact, formatMoment } from "./reltime.js";
import { refreshTokens } from "./tokens.js";
import { zoneName } from "./zone.js";

/**
 * @param {import("./board.js").Board} board
 * @param {string} title
 */
export function wirePrint(board, title) {
  const root = document.documentElement;
  let theme;
  let head;
  addEventListener("beforeprint", () => {
    if ("printing" in root.dataset) return;
    theme = root.dataset.theme;
    root.dataset.theme = "light";
    root.dataset.printing = "";
    refreshTokens();
    head = reportHead(title, board.span());
    document.querySelector("main").prepend(head);
    for (const panel of board.panels) panel.print(true);
  });
  addEventListener("afterprint", () => {
    head?.remove();
    delete root.dataset.printing;
    if (theme === undefined) delete root.dataset.theme;
    else root.dataset.theme = theme;
    refreshTokens();
    for (const panel of board.panels) panel.print(false);
  });
}

function reportHead(title, span) {
  const zone = zoneName();
  const length = span ? span.end - span.start : 0;
  const range = span
    ? `${formatMoment(span.start, length)} – ${formatMoment(span.end, length)} (${zone})`
    : zone;
  return h(
    "header",
    { class: "print-head" },
    h("h1", {}, title),
    h("p", {}, range),
    h("p", {}, t("Printed {time}", { time: formatExact(now()).replace(/\.\d+/, "") })),
  );
}
