/** The dashboards as cards, each with a small live curve. */

import { isAbort, post } from "../api.js";
import { searchKey, wireChrome } from "../chrome.js";
import * as clock from "../clock.js";
import { Columns } from "../columns.js";
import { embedded, must, setText } from "../dom.js";
import { groupBy } from "../groupby.js";
import { Live } from "../live.js";
import { Redraw } from "../redraw.js";
import { ago, formatExact } from "../reltime.js";
import { drawSpark } from "../spark.js";
import { followsNow, resolve } from "../timerange.js";
import { onTokens } from "../tokens.js";
import { openStream } from "../stream.js";

const WIDTH = 300;
const MOST_CURVES = 4;
const TICK = 1000;
const FRESH = 5000;

/** One card: its element, its range, and the curves that its selector has brought. */
class Card {
  constructor(definition) {
    this.definition = definition;
    this.range = { start: definition.start, end: definition.end };
    this.element = must(`.card[data-slug="${definition.slug}"]`);
    this.canvas = must("canvas", this.element);
    this.fresh = must(".card-fresh", this.element);
    this.curves = [];
    this.answered = null;
    this.redraw = new Redraw(() => this.draw());
  }

  take(series, span) {
    this.answered = span;
    this.curves = series.slice(0, MOST_CURVES).map((one, slot) => {
      const columns = new Columns(WIDTH);
      columns.replace(one);
      return { id: one.id, slot, columns };
    });
    this.redraw.request();
  }

  shows(id) {
    return this.curves.some((curve) => curve.id === id);
  }

  apply(frame) {
    for (const { id, columns } of this.curves) {
      const points = frame.series?.[id];
      if (points && columns.append(points)) this.redraw.request();
    }
  }

  draw() {
    const moving = followsNow(this.range) && resolve(this.range, clock.now());
    const span = moving || this.answered;
    if (!span) return;
    for (const { columns } of this.curves) columns.trim(span.start);
    drawSpark(this.canvas, this.curves, span);
    this.freshen();
  }

  freshen() {
    const newest = Math.max(...this.curves.map(({ columns }) => columns.newest), -Infinity);
    if (!Number.isFinite(newest)) {
      setText(this.fresh, this.answered ? "no readings" : "");
      return;
    }
    const now = clock.now();
    setText(this.fresh, now - newest < FRESH ? "now" : ago(newest, now));
    this.fresh.title = `Newest reading: ${formatExact(newest)}`;
  }

  /** A query that fails leaves the curve that is there. */
  fail(sentence) {
    setText(this.fresh, "cannot be read");
    this.fresh.title = sentence;
  }

  matches(words) {
    const text = `${this.definition.title} ${this.definition.description}`.toLowerCase();
    return words.every((word) => text.includes(word));
  }
}

const cards = embedded("definition").map((one) => new Card(one));
const withSeries = cards.filter(({ definition }) => definition.series);

/** One query for all cards that show the same range; one that fails leaves the others. */
async function load(signal) {
  const groups = groupBy(withSeries, ({ range }) => `${range.start} ${range.end}`);
  const asked = [...groups.values()].map(async (group) => {
    const queries = group.map(({ definition }) => ({ series: definition.series, agg: "m4" }));
    try {
      const answer = await post("/api/query", { ...group[0].range, width: WIDTH, queries }, signal);
      return { group, answer };
    } catch (error) {
      if (isAbort(error)) throw error;
      return { group, error };
    }
  });
  return Promise.all(asked);
}

function take(answers) {
  for (const { group, answer, error } of answers) {
    if (error) {
      for (const card of group) card.fail(error.message);
      continue;
    }
    const byQuery = groupBy(answer.series, ({ query }) => query);
    group.forEach((card, at) => card.take(byQuery.get(at) ?? [], answer));
  }
}

function wireSearch(input) {
  input.addEventListener("input", () => {
    const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    for (const card of cards) card.element.parentElement.hidden = !card.matches(words);
    must("#none").hidden = cards.some((card) => !card.element.parentElement.hidden);
  });
}

const live = new Live({
  open: openStream,
  load,
  onAnswer: take,
  onFrame: (frame) => cards.forEach((card) => card.apply(frame)),
  knows: (id) => cards.some((card) => card.shows(Number(id))),
});

function tick() {
  if (document.hidden) return;
  for (const card of cards) {
    if (followsNow(card.range)) card.redraw.request();
    else card.freshen();
  }
}

const redrawAll = () => cards.forEach((card) => card.redraw.request());
const search = document.querySelector("#search");
if (search) wireSearch(search);
wireChrome(search ? [searchKey(search)] : []);
onTokens(redrawAll);
addEventListener("resize", redrawAll);
setInterval(tick, TICK);
if (withSeries.length) live.start(withSeries.map(({ definition }) => definition.series));
