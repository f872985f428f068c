/** The live state in the top bar: says how far behind the page is, and pauses it. */

import { h, icon, setText } from "./dom.js";
import { formatCount } from "./format.js";
import { ago, formatSpan } from "./reltime.js";
import { pageStream } from "./stream.js";

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
    const { playback, live, follows } = this.#board;
    if (!follows || live.paused) playback.goLive();
    else playback.pause();
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
    const { live, follows, playback } = this.#board;
    const fresh = playback.missed ? `${formatCount(playback.missed)} new` : "";
    if (playback.replay) return away("replay", "Replay", fresh);
    if (!follows) return away("fixed", "Fixed range", fresh);
    if (live.paused) return away("paused", "Paused", fresh);
    if (live.connection !== "live") {
      const text = live.connection === "connecting" ? "Connecting" : "Reconnecting";
      return { state: "waiting", text, short: "…", action: "Pause", name: "pause" };
    }
    const action = `Pause. Readings come by ${pageStream().name}.${dropsText(live)}`;
    return { state: "live", text: this.#behind(), short: "Live", action, name: "pause" };
  }

  #behind() {
    const { lag } = this.#board;
    if (lag.arrived === null) return "Live";
    const now = this.#board.now();
    if (now - lag.arrived > QUIET) return `Live, last reading ${ago(lag.arrived, now)}`;
    return `Live, ${behindText(lag.median)} behind`;
  }
}

/** What did not come as it was written; nothing when all did. */
function dropsText({ dropped, resyncs }) {
  const left = dropped ? ` ${formatCount(dropped)} came too fast and were asked for again.` : "";
  return resyncs ? `${left} Everything was asked for again ${formatCount(resyncs)} ×.` : left;
}

/** Milliseconds are told in tens, so that the line does not flicker. */
function behindText(ms) {
  return formatSpan(
    ms < 1000 ? Math.max(10, Math.round(ms / 10) * 10) : Math.round(ms / 1000) * 1000,
  );
}

/** What is not live leads back there, and says how much is new. */
function away(state, text, fresh) {
  const full = state === "paused" ? fresh || text : [text, fresh].filter(Boolean).join(", ");
  return { state, text: full, short: fresh || text, action: "Go on live", name: "play" };
}
