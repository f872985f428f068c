/** The live state in the top bar: says how far behind the page is, and pauses it. */

import { h, icon, setText } from "./dom.js";
import { formatCount } from "./format.js";
import { ago, formatSpan } from "./reltime.js";

const QUIET = 10_000;

export class LiveButton {
  #board;
  #button;
  #icon = icon("radio");
  #text = h("span", { class: "live-text" });
  #short = h("span", { class: "live-short" });

  /**
   * @param {HTMLButtonElement} button
   * @param {import("./board.js").Board} board
   */
  constructor(button, board) {
    this.#board = board;
    this.#button = button;
    button.replaceChildren(h("i", { class: "live-dot" }), this.#icon, this.#text, this.#short);
    button.addEventListener("click", () => this.#click());
  }

  #click() {
    const board = this.#board;
    if (!board.follows) board.setRange(following(board.span()));
    else if (board.live.paused) board.resume();
    else board.pause();
  }

  update() {
    const { state, text, short, action, name } = this.#describe();
    this.#button.dataset.live = state;
    setText(this.#text, text);
    setText(this.#short, short);
    if (this.#button.title !== action) this.#button.title = action;
    const label = `${text}. ${action}`;
    if (this.#button.ariaLabel !== label) this.#button.ariaLabel = label;
    const wanted = `icon icon-${name}`;
    if (this.#icon.className !== wanted) this.#icon.className = wanted;
  }

  #describe() {
    const { live, follows } = this.#board;
    if (!follows) {
      return {
        state: "fixed",
        text: "Fixed range",
        short: "Fixed",
        action: "Follow now",
        name: "play",
      };
    }
    if (live.paused) {
      const count = live.missed ? `${formatCount(live.missed)} new` : "Paused";
      return { state: "paused", text: count, short: count, action: "Paused: go on", name: "play" };
    }
    if (live.connection !== "live") {
      const text = live.connection === "connecting" ? "Connecting" : "Reconnecting";
      return { state: "waiting", text, short: "…", action: "Pause", name: "pause" };
    }
    return { state: "live", text: this.#behind(), short: "Live", action: "Pause", name: "pause" };
  }

  #behind() {
    const { lag } = this.#board;
    if (lag.arrived === null) return "Live";
    const now = this.#board.now();
    if (now - lag.arrived > QUIET) return `Live, last reading ${ago(lag.arrived, now)}`;
    return `Live, ${behindText(lag.median)} behind`;
  }
}

/** Milliseconds are told in tens, so that the line does not flicker. */
function behindText(ms) {
  return formatSpan(
    ms < 1000 ? Math.max(10, Math.round(ms / 10) * 10) : Math.round(ms / 1000) * 1000,
  );
}

/** A range as long as this one that ends now. */
function following(span) {
  const seconds = Math.max(10, Math.round(((span?.end ?? 0) - (span?.start ?? 0)) / 1000));
  return { start: `now-${seconds}s`, end: "now" };
}
