/** What is arriving: the series with the newest readings, kept up to date. */

import { get, post } from "../api.js";
import { searchKey, wireChrome } from "../chrome.js";
import * as clock from "../clock.js";
import { debounce, h, must, setText } from "../dom.js";
import { formatCount } from "../format.js";
import { t } from "../i18n.js";
import { Incoming } from "../incoming.js";
import { Live } from "../live.js";
import { startZone } from "../pagezone.js";
import { ago, formatExact } from "../reltime.js";
import { learn, valueText } from "../statetexts.js";
import { wireStorage } from "../storage.js";
import { openStream } from "../stream.js";
import { wireTokens } from "../tokenmaker.js";
import { fill, wireWays } from "../ways.js";

const SHOWN = 40;
const FRESH = 5000;
const TYPING = 150;
/** New series and counts come with the list, values come live. */
const LIST_EVERY = 10_000;

const body = must("#arriving tbody");
const rows = new Map();

class ArrivingRow {
  constructor(series) {
    this.series = series;
    this.isValueKnown = false;
    this.value = h("td", { class: "number" });
    this.last = h("td");
    this.count = h("td", { class: "number wide" });
    const link = h(
      "a",
      { href: `/explore/?series=${series.id}`, title: series.key },
      series.label || series.name,
    );
    const tags = Object.entries(series.tags)
      .map(([name, value]) => `${name} ${value}`)
      .join(", ");
    this.element = h(
      "tr",
      {},
      h("th", { scope: "row" }, link, " ", h("small", {}, tags)),
      this.value,
      this.last,
      this.count,
    );
  }

  update(now) {
    const { last, count } = this.series;
    setText(this.last, last === null ? t("never") : now - last < FRESH ? t("now") : ago(last, now));
    this.last.title = last === null ? "" : formatExact(last);
    setText(this.count, formatCount(count));
  }

  apply(points) {
    const [time, value] = points.at(-1);
    const { last } = this.series;
    // A stream that was cut may tell the same again.
    this.series.count += points.filter(([one]) => last === null || one > last).length;
    this.series.last = Math.max(last ?? -Infinity, time);
    this.tell(value);
  }

  tell(value) {
    this.isValueKnown = true;
    setText(this.value, valueText(this.series, value));
  }
}

const search = must("#search");

async function list(signal) {
  return get("/api/series", { limit: SHOWN, sort: "last", search: search.value.trim() }, signal);
}

function show({ series, total }) {
  for (const one of series) {
    const row = rows.get(one.id) ?? new ArrivingRow(one);
    row.series = one;
    rows.set(one.id, row);
  }
  const ids = new Set(series.map(({ id }) => id));
  for (const id of rows.keys()) if (!ids.has(id)) rows.delete(id);
  body.replaceChildren(...series.map(({ id }) => rows.get(id).element));
  must("#arriving").hidden = total === 0;
  must("#none").hidden = total > 0 || search.value !== "";
  must("#unfound").hidden = total > 0 || search.value === "";
  const some = t("{shown} of {total} series", { shown: SHOWN, total: formatCount(total) });
  setText(must("#note"), total > SHOWN ? some : "");
  update();
  const isSilent = ({ series, isValueKnown }) => series.last !== null && !isValueKnown;
  askValues([...rows.values()].filter(isSilent));
}

/** The values that series had last, of those that have had no reading since the page was opened. */
async function askValues(silent) {
  if (silent.length === 0) return;
  const times = silent.map(({ series }) => series.last);
  const queries = silent.map(({ series }) => ({ series: series.id, agg: "last" }));
  const span = { start: Math.min(...times), end: Math.max(...times) + 1 };
  const answer = await post("/api/query", { ...span, width: 1, queries }).catch(() => null);
  // The next list asks again.
  if (!answer) return;
  for (const { id, points, states } of answer.series) {
    const row = rows.get(id);
    if (!row || row.isValueKnown || points.length === 0) continue;
    learn(id, states);
    row.tell(points.at(-1)[1]);
  }
}

function update() {
  const now = clock.now();
  for (const row of rows.values()) row.update(now);
}

const live = new Live({
  open: openStream,
  load: list,
  onAnswer: show,
  onFrame: (frame) => {
    for (const [id, points] of Object.entries(frame.series ?? {}))
      rows.get(Number(id))?.apply(points);
  },
});

/** Series that are listed are followed; the list itself is asked for again now and then. */
let followed = "";
async function refresh() {
  if (document.hidden) return;
  try {
    show(await list());
    const ids = [...rows.keys()].sort((a, b) => a - b);
    if (ids.join() === followed) return;
    followed = ids.join();
    live.follow(ids);
  } catch (error) {
    setText(must("#note"), error.message);
  }
}

wireChrome([searchKey(search)]);
startZone();
wireWays();
wireTokens(fill);
wireStorage();
new Incoming().start();
search.addEventListener("input", debounce(refresh, TYPING));
refresh();
setInterval(refresh, LIST_EVERY);
setInterval(update, 1000);
