/** What is sent to the server now, by protocol and token, asked for once a second. */

import { get } from "./api.js";
import * as clock from "./clock.js";
import { h, must, setText } from "./dom.js";
import { formatCount, formatValue } from "./format.js";
import { t, tn } from "./i18n.js";
import { ago, formatExact } from "./reltime.js";
import { inLanguage } from "./sentences.js";

const EVERY = 1000;
const FRESH = 2000;
/** Series that began so long ago are not new any more, unless they came while the page was open. */
const NEW = 10 * 60_000;

export class Incoming {
  #rows = new Map();
  #lastBefore = null;
  #body = must("#incoming tbody");

  start() {
    this.#look();
  }

  async #look() {
    try {
      if (!document.hidden) this.#show(await get("/api/arrivals"));
    } catch (error) {
      setText(must("#incoming-note"), error.message);
    }
    setTimeout(() => this.#look(), EVERY);
  }

  #show({ sources, new: newest }) {
    const rows = sources.map((one) => this.#row(one));
    const elements = rows.flatMap((row) => row.elements);
    if (elements.some((one, at) => this.#body.children[at] !== one))
      this.#body.replaceChildren(...elements);
    must("#incoming").hidden = rows.length === 0;
    must("#incoming-none").hidden = rows.length > 0;
    const rate = sources.reduce((sum, one) => sum + one.rate, 0);
    setText(
      must("#incoming-note"),
      rows.length ? t("{rate} readings/s", { rate: formatValue(rate, "") }) : "",
    );
    this.#lastBefore ??= Math.max(0, ...newest.map(({ id }) => id));
    showNew(newest, this.#lastBefore);
  }

  #row(source) {
    const key = `${source.protocol} ${source.token?.id ?? 0}`;
    if (!this.#rows.has(key)) this.#rows.set(key, new SourceRow(source));
    const row = this.#rows.get(key);
    row.update(source);
    return row;
  }
}

class SourceRow {
  constructor({ protocol, token }) {
    this.cells = Array.from({ length: 5 }, (_, at) =>
      h("td", { class: ["number", "number wide", "number", "", "wide"][at] }),
    );
    const name = token ? token.name || t("a token that was revoked") : t("without a token");
    this.reasons = h("ul", { class: "reasons" });
    const under = h("td", { colspan: "6" }, this.reasons);
    this.element = h(
      "tr",
      {},
      h("th", { scope: "row", title: `${protocol}, ${name}` }, name, " ", h("small", {}, protocol)),
      ...this.cells,
    );
    this.under = h("tr", { class: "reasons-row", hidden: true }, under);
    this.shown = "";
  }

  get elements() {
    return [this.element, this.under];
  }

  update(source) {
    const now = clock.now();
    const [rate, readings, rejected, last, first] = this.cells;
    setText(rate, formatValue(source.rate, ""));
    setText(readings, formatCount(source.readings));
    setText(rejected, formatCount(source.rejected));
    rejected.toggleAttribute("data-bad", source.rejected > 0);
    setText(last, now - source.last < FRESH ? t("now") : ago(source.last, now));
    last.title = formatExact(source.last);
    setText(first, ago(source.first, now));
    first.title = formatExact(source.first);
    this.#tell(source.reasons);
  }

  #tell(reasons) {
    const texts = reasons
      .slice(0, 5)
      .map(({ reason, at, count }) => `${count} × ${inLanguage(at)}: ${inLanguage(reason)}`);
    if (texts.join() === this.shown) return;
    this.shown = texts.join();
    this.under.hidden = texts.length === 0;
    this.reasons.replaceChildren(...texts.map((text) => h("li", { title: text }, text)));
  }
}

/** Those of them that began lately, or have a higher id than those before. */
function showNew(series, lastBefore) {
  const now = clock.now();
  const fresh = series.filter(
    ({ id, first }) => first !== null && (now - first < NEW || id > lastBefore),
  );
  const line = must("#incoming-new");
  line.hidden = fresh.length === 0;
  const key = fresh.map(({ id }) => id).join();
  if (line.dataset.shown === key) return;
  line.dataset.shown = key;
  const links = fresh.flatMap(({ id, key: name }) => [
    " ",
    h("a", { href: `/explore/?series=${id}` }, name),
  ]);
  line.replaceChildren(tn("{count} new series:", "{count} new series:", fresh.length), ...links);
}
