/** Imports that run or have ended: how far each is, what was refused, and where its curves are. */

import { url } from "./api.js";
import { h, icon } from "./dom.js";
import { formatCount } from "./format.js";
import { t, tn } from "./i18n.js";
import { inLanguage } from "./sentences.js";

const AT_WORK = new Set(["waiting", "running"]);

export const isAtWork = ({ state }) => AT_WORK.has(state);

/**
 * @param {any} run as `GET /api/imports/ID` answers it
 * @param {{onStop: (run: any) => void, onForget: (run: any) => void}} actions
 */
export function runItem(run, actions) {
  const working = isAtWork(run);
  const stop = () => (working ? actions.onStop(run) : actions.onForget(run));
  return h(
    "li",
    { class: run.state === "failed" ? "outcome outcome-bad run" : "outcome run", "data-state": run.state },
    h(
      "header",
      { class: "run-head" },
      h("b", {}, run.name),
      h("span", { class: "run-note" }, stateText(run)),
      explore(run),
      h(
        "button",
        { type: "button", class: "button", "aria-label": `${working ? t("Cancel") : t("Remove")}: ${run.name}`, onclick: stop },
        working ? t("Cancel") : t("Remove"),
      ),
    ),
    working && h("progress", { max: 1, value: run.share ?? 0, "aria-label": run.name }),
    h("p", { class: "run-facts" }, facts(run)),
    run.error && h("p", { class: "run-problem" }, inLanguage(run.error)),
    refused(run),
  );
}

function stateText({ state, share }) {
  if (state === "running") return t("{share} imported", { share: `${Math.floor((share ?? 0) * 100)} %` });
  if (state === "waiting") return t("Waits for its turn");
  if (state === "cancelled") return t("Cancelled");
  return state === "failed" ? t("Failed") : t("Imported");
}

function facts({ written = 0, series_count: series = 0, rejected_count: bad = 0 }) {
  const parts = [
    tn("{count} reading written", "{count} readings written", written, { count: formatCount(written) }),
    tn("{count} series", "{count} series", series),
  ];
  if (bad) parts.push(tn("{count} refused", "{count} refused", bad));
  return parts.join(" · ");
}

function explore({ series, first, last }) {
  if (!series?.length) return null;
  // The end is half-open, and one reading alone needs some room.
  const room = Math.max(1000, (last - first) * 0.01);
  const href = url("/explore/", { series, start: Math.floor(first - room), end: Math.ceil(last + room) });
  return h("a", { class: "button", href }, icon("chart-line"), t("Explore"));
}

/** One that was refused: where it stands, and why. */
export const refusedItem = ({ at, reason }) => h("li", {}, h("code", {}, inLanguage(at)), ` ${inLanguage(reason)}`);

function refused({ rejected = [], rejected_count: count = 0 }) {
  if (!count) return null;
  const lines = rejected.map(refusedItem);
  const more = count - rejected.length;
  if (more > 0 && rejected.length) lines.push(h("li", {}, tn("and {count} more", "and {count} more", more)));
  return h("details", {}, h("summary", {}, t("What was refused, and why")), h("ul", {}, ...lines));
}
