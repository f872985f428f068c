/** The small curves of all cards: few queries, one stream. */

import { isAbort, post } from "../api.js";
import { groupBy } from "../groupby.js";
import { Live } from "../live.js";
import { openStream } from "../stream.js";
import { followsNow } from "../timerange.js";
import { WIDTH } from "./card.js";

/** Cards in one request, and series in the stream of a page. */
const TOGETHER = 50;
const MOST_FOLLOWED = 200;
const TICK = 1000;

export class Curves {
  #cards = [];
  #followed = "";
  #live = new Live({
    open: openStream,
    load: (signal) => this.#load(signal),
    onAnswer: (answers) => this.#take(answers),
    onFrame: (frame) => this.#cards.forEach((card) => card.apply(frame)),
    knows: (id) => this.#cards.some((card) => card.shows(Number(id))),
  });

  constructor() {
    setInterval(() => this.#tick(), TICK);
  }

  /** @param {import("./card.js").Card[]} cards */
  show(cards) {
    this.#cards = cards;
    const series = [...new Set(this.#drawn.map(({ definition }) => definition.series))];
    const followed = series.slice(0, MOST_FOLLOWED);
    this.redraw();
    if (followed.join("\n") === this.#followed) this.#live.reload();
    else if (followed.length) this.#live.follow(followed);
    this.#followed = followed.join("\n");
  }

  get #drawn() {
    return this.#cards.filter(({ definition }) => definition.series);
  }

  /** One query for cards that show the same range; one that fails leaves the others. */
  #load(signal) {
    const groups = groupBy(this.#drawn, ({ range }) => `${range.start} ${range.end}`);
    return Promise.all([...groups.values()].flatMap(parts).map((group) => ask(group, signal)));
  }

  #take(answers) {
    for (const { group, answer, error } of answers) {
      if (error) {
        for (const card of group) card.fail(error.message);
        continue;
      }
      const byQuery = groupBy(answer.series, ({ query }) => query);
      group.forEach((card, at) => card.take(byQuery.get(at) ?? [], answer));
    }
  }

  #tick() {
    if (document.hidden) return;
    for (const card of this.#cards) {
      if (followsNow(card.range)) card.redraw.request();
      else card.freshen();
    }
  }

  redraw() {
    for (const card of this.#cards) card.redraw.request();
  }
}

function parts(group) {
  const count = Math.ceil(group.length / TOGETHER);
  return Array.from({ length: count }, (_, at) => group.slice(at * TOGETHER, (at + 1) * TOGETHER));
}

async function ask(group, signal) {
  const queries = group.map(({ definition }) => ({ series: definition.series, agg: "m4" }));
  try {
    const answer = await post("/api/query", { ...group[0].range, width: WIDTH, queries }, signal);
    return { group, answer };
  } catch (error) {
    if (isAbort(error)) throw error;
    return { group, error };
  }
}
