/** The controls of a replay, below the plots: play, speed, position, and the way back. */

import { h, icon, setText } from "./dom.js";
import { t } from "./i18n.js";
import { formatMoment } from "./reltime.js";
import { SPEEDS } from "./replay.js";

/** Steps of the position's slider. */
const STEPS = 1000;
const DAY = 86_400_000;

export class ReplayBar {
  #board;
  #play = button(t("Play"), "play");
  #icon = this.#play.querySelector(".icon");
  #time = h("output", { class: "replay-time" });
  #position = h("input", {
    type: "range",
    min: 0,
    max: STEPS,
    step: 1,
    class: "replay-position",
    "aria-label": t("Position"),
  });
  #speed = h(
    "select",
    { "aria-label": t("Speed"), title: t("Speed") },
    ...SPEEDS.map((speed) => h("option", { value: speed }, `${speed}×`)),
  );

  /** @param {import("./board.js").Board} board */
  constructor(board) {
    this.#board = board;
    const live = h("button", { type: "button", class: "button" }, t("Back to live"));
    const close = button(t("End the replay"), "x");
    this.element = h(
      "section",
      { class: "replay", "aria-label": t("Replay"), hidden: true },
      this.#play,
      this.#speed,
      this.#position,
      this.#time,
      live,
      close,
    );
    document.body.append(this.element);
    this.#play.addEventListener("click", () => this.toggle());
    this.#speed.addEventListener("change", () => (this.#replay.speed = Number(this.#speed.value)));
    this.#position.addEventListener("input", () => this.#seek());
    live.addEventListener("click", () => board.playback.goLive());
    close.addEventListener("click", () => board.playback.endReplay());
    this.element.addEventListener("keydown", (event) => {
      if (event.key === "Escape") board.playback.endReplay();
    });
  }

  get #replay() {
    return this.#board.playback.replay;
  }

  /** Open it, or close it again. */
  open() {
    if (this.#replay) {
      this.#board.playback.endReplay();
      return;
    }
    this.#board.playback.startReplay();
    this.#speed.value = String(this.#replay?.speed ?? 1);
    this.#play.focus();
  }

  toggle() {
    if (this.#replay.playing) this.#replay.pause();
    else this.#replay.play();
  }

  #seek() {
    const { start, end } = this.#replay.span;
    this.#replay.seek(start + (Number(this.#position.value) / STEPS) * (end - start));
  }

  update() {
    const replay = this.#replay;
    this.element.hidden = !replay;
    document.documentElement.toggleAttribute("data-replays", Boolean(replay));
    if (!replay) return;
    const { span, position, playing } = replay;
    const label = playing ? t("Pause") : t("Play");
    this.#play.ariaLabel = label;
    this.#play.title = label;
    this.#icon.className = `icon icon-${playing ? "pause" : "play"}`;
    const length = span.end - span.start;
    const text = formatMoment(position, Math.min(length, 3e9));
    // Within a day the time of day is enough.
    setText(this.#time, length < DAY ? text.split(" ").at(-1) : text);
    this.#time.title = text;
    this.#position.value = String(((position - span.start) / length) * STEPS);
    this.#position.setAttribute("aria-valuetext", text);
  }
}

const button = (label, name) =>
  h("button", { type: "button", class: "tool", title: label, "aria-label": label }, icon(name));
