/** Searching for series: the list with its pages, its small curves, and what comes live. */

import { get, isAbort, post } from "./api.js";
import * as clock from "./clock.js";
import { debounce, must, setText } from "./dom.js";
import { formatCount } from "./format.js";
import { groupByExtent } from "./groups.js";
import { t, tn } from "./i18n.js";
import { Live } from "./live.js";
import { Row, ROW_WIDTH } from "./row.js";
import { openStream } from "./stream.js";

const PAGE = 50;
const TYPING = 150;
/** More series than these are not followed for the sake of new ones among them. */
const MOST_FOLLOWED = 500;

export class Finder {
  #rows = new Map();
  #asking = null;
  #list = must("#rows");
  #count = must("#count");
  #more = must("#more");
  #onChoose;
  #onFound;
  #onAdd;

  /**
   * @param {{input: HTMLInputElement, onChoose: (series: object) => void,
   *   onFound: (total: number, search: string) => void, onAdd?: (series: object) => void}} options
   *   `onAdd` puts a series into a dashboard
   */
  constructor({ input, onChoose, onFound, onAdd }) {
    this.input = input;
    this.#onAdd = onAdd;
    this.#onChoose = onChoose;
    this.#onFound = onFound;
    this.live = new Live({
      open: openStream,
      load: (signal) => this.#curves(signal),
      onAnswer: (groups) => this.#take(groups),
      onFrame: (frame) => this.#apply(frame),
      knows: (id) => this.#rows.has(Number(id)),
    });
    input.addEventListener(
      "input",
      debounce(() => this.search(), TYPING),
    );
    this.#more.addEventListener("click", () => this.#page(this.#rows.size));
    setInterval(() => this.#tick(), 1000);
  }

  search() {
    return this.#page(0);
  }

  async #page(offset, limit = PAGE) {
    this.#asking?.abort();
    const asking = new AbortController();
    this.#asking = asking;
    const search = this.input.value.trim();
    try {
      const answer = await get("/api/series", { search, limit, offset }, asking.signal);
      this.#show(answer, offset);
      this.#follow(answer.total, search);
      this.#onFound(answer.total, search);
    } catch (error) {
      if (!isAbort(error)) setText(this.#count, error.message);
    }
  }

  #show({ series, total }, offset) {
    const before = this.#rows;
    if (offset === 0) this.#rows = new Map();
    for (const one of series) this.#rows.set(one.id, before.get(one.id) ?? this.#row(one));
    this.#list.replaceChildren(...[...this.#rows.values()].map(({ element }) => element));
    this.#more.hidden = this.#rows.size >= total;
    setText(this.#count, countText(this.#rows.size, total));
    this.mark(this.#chosen);
  }

  #row(series) {
    const onAdd = this.#onAdd && (() => this.#onAdd(series));
    return new Row(series, { onChoose: () => this.#onChoose(series), onAdd, now: clock.now });
  }

  /** While all series are listed, the stream of all of them tells of new ones too. */
  #follow(total, search) {
    const all = search === "" && total <= Math.min(this.#rows.size, MOST_FOLLOWED);
    this.live.follow(all ? ["*"] : [...this.#rows.keys()]);
  }

  #apply(frame) {
    this.#rows.forEach((row) => row.apply(frame));
    if (frame.added?.length) this.#listAgain();
  }

  #listAgain = debounce(() => {
    if (this.input.value.trim() === "")
      this.#page(0, Math.min(MOST_FOLLOWED, this.#rows.size + PAGE));
  }, TYPING);

  #chosen = new Set();

  /** Mark the chosen series. @param {Set<number>} ids */
  mark(ids) {
    this.#chosen = ids;
    for (const [id, row] of this.#rows) row.chosen = ids.has(id);
  }

  async #curves(signal) {
    const known = [...this.#rows.values()].map(({ series }) => series);
    const groups = groupByExtent(known, clock.now());
    const asked = groups.map(async ({ start, end, series }) => {
      const queries = series.map(({ id }) => ({ series: String(id), agg: "m4" }));
      return post("/api/query", { start, end, width: ROW_WIDTH, queries }, signal);
    });
    return Promise.all(asked);
  }

  #take(answers) {
    for (const answer of answers) {
      const slides = answer.end > clock.now() - 10_000;
      for (const one of answer.series) this.#rows.get(one.id)?.take(one, answer, slides);
    }
  }

  #tick() {
    if (!document.hidden) this.#rows.forEach((row) => row.freshen());
  }

  refresh() {
    this.#rows.forEach((row) => row.redraw.request());
  }
}

function countText(shown, total) {
  if (total === 0) return t("No series found");
  const all = tn("{number} series", "{number} series", total, { number: formatCount(total) });
  return shown < total ? t("{shown} of {all}", { shown: formatCount(shown), all }) : all;
}
