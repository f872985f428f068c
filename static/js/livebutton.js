/** The live state in the top bar: says how far behind the page is, and pauses it. */

import { h, icon, setText } from "./dom.js";
import { formatCount } from "./format.js";
import { t } from "./i18n.js";
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
    const label = t("{state}. {action}", { state: text, action });
    if (this.#button.ariaLabel !== label) this.#button.ariaLabel = label;
    const wanted = `icon icon-${name}`;
    if (this.#icon.className !== wanted) this.#icon.className = wanted;
  }

  #describe() {
    const { live, follows, playback } = this.#board;
    const fresh = playback.missed ? t("{count} new", { count: formatCount(playback.missed) }) : "";
    if (playback.replay) return away("replay", t("Replay"), fresh);
    if (!follows) return away("fixed", t("Fixed range"), fresh, t("Fixed"));
    if (live.paused) return away("paused", t("Paused"), fresh);
    if (live.connection === "stopped") {
      return { state: "idle", text: t("Nothing to follow"), short: "–", action: t("Pause"), name: "pause" };
    }
    if (live.connection !== "live") {
      const text = live.connection === "connecting" ? t("Connecting") : t("Reconnecting");
      return { state: "waiting", text, short: "…", action: t("Pause"), name: "pause" };
    }
    const way = t("Pause. Readings come by {way}.", { way: pageStream().name });
    const action = [way, ...dropsTexts(live)].join(" ");
    return { state: "live", text: this.#behind(), short: t("Live"), action, name: "pause" };
  }

  #behind() {
    const { lag } = this.#board;
    if (lag.arrived === null) return t("Live");
    const now = this.#board.now();
    if (now - lag.arrived > QUIET) {
      return t("Live, last reading {ago}", { ago: ago(lag.arrived, now) });
    }
    return t("Live, {span} behind", { span: behindText(lag.median) });
  }
}

/** What did not come as it was written; nothing when all did. */
function dropsTexts({ dropped, resyncs }) {
  const [left, again] = [formatCount(dropped), formatCount(resyncs)];
  return [
    dropped && t("{count} came too fast and were asked for again.", { count: left }),
    resyncs && t("Everything was asked for again {count} ×.", { count: again }),
  ].filter(Boolean);
}

/** Milliseconds are told in tens, so that the line does not flicker. */
function behindText(ms) {
  return formatSpan(
    ms < 1000 ? Math.max(10, Math.round(ms / 10) * 10) : Math.round(ms / 1000) * 1000,
  );
}

/** What is not live leads back there, and says how much is new. */
function away(state, text, fresh, brief = text) {
  const full = state === "paused" ? fresh || text : [text, fresh].filter(Boolean).join(", ");
  return { state, text: full, short: fresh || brief, action: t("Go on live"), name: "play" };
}
