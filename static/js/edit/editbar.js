/** The bar of a dashboard that is edited: what the draft is, and what can be done with it. */

import * as clock from "../clock.js";
import { h, icon, setText } from "../dom.js";
import { t } from "../i18n.js";
import { ago } from "../reltime.js";
import { textButton, toolButton } from "./fields.js";

const TICK = 1000;

export class EditBar {
  #session;
  #state = h("span", { class: "edit-state", role: "status" });
  #dot = h("span", { class: "edit-dot", "aria-hidden": "true" });
  #conflict = h("div", { class: "edit-conflict", role: "alert", hidden: true });
  #undo;
  #redo;
  #publish;
  #discard;

  /**
   * @param {import("./session.js").Session} session
   * @param {Record<"add" | "settings" | "publish" | "discard" | "leave" | "mine" | "theirs" |
   *   "both", () => void>} on
   * @param {string} history address of the versions
   */
  constructor(session, on, history) {
    this.#session = session;
    this.#undo = toolButton("undo-2", t("Undo"), () => session.undo());
    this.#redo = toolButton("redo-2", t("Do again"), () => session.redo());
    this.#discard = h("button", { type: "button", class: "button", onclick: on.discard }, t("Discard"));
    this.#publish = textButton("check", t("Publish"), on.publish, { class: "button button-primary" });
    this.#on = on;
    this.element = h(
      "section",
      { class: "edit-bar", "aria-label": t("Draft") },
      h(
        "div",
        { class: "edit-row" },
        h("span", { class: "edit-told" }, this.#dot, this.#state),
        h(
          "span",
          { class: "edit-tools" },
          textButton("plus", t("Add panel"), on.add, { class: "button edit-add" }),
          this.#undo,
          this.#redo,
          toolButton("settings-2", t("Settings of the dashboard"), on.settings),
          h("a", { class: "tool", href: history, title: t("Versions"), "aria-label": t("Versions") }, icon("history")),
        ),
        h("span", { class: "edit-end" }, this.#discard, this.#publish),
      ),
      this.#conflict,
    );
    session.listen(() => this.update());
    setInterval(() => this.update(), TICK);
    this.update();
  }

  #on;

  update() {
    const { stack, keeper } = this.#session;
    this.#undo.disabled = !stack.canUndo;
    this.#redo.disabled = !stack.canRedo;
    const isClean = keeper.state === "clean";
    this.#publish.disabled = isClean;
    setText(this.#discard, isClean ? t("Leave") : t("Discard"));
    this.#dot.dataset.state = keeper.state;
    setText(this.#state, stateText(keeper));
    this.#tellConflict();
  }

  #tellConflict() {
    const told = this.#session.keeper.state === "elsewhere" ? "elsewhere" : this.#session.isOutdated ? `newer ${this.#session.newest.version}` : "";
    if (told === (this.#conflict.dataset.told ?? "")) return;
    this.#conflict.dataset.told = told;
    this.#conflict.hidden = !told;
    if (told) this.#conflict.replaceChildren(...this.#conflictWords(told === "elsewhere"));
  }

  #conflictWords(isElsewhere) {
    const { author } = this.#session.newest;
    const newer = author
      ? t("{author} has published a newer version.", { author })
      : t("There is a newer version.");
    const text = isElsewhere ? t("You have changed this draft elsewhere meanwhile.") : newer;
    const button = (label, run) => h("button", { type: "button", class: "button", onclick: run }, label);
    return [
      icon("triangle-alert"),
      h("span", { class: "edit-conflict-text" }, text),
      button(t("Keep mine"), this.#on.mine),
      button(isElsewhere ? t("Take the other") : t("Take theirs"), this.#on.theirs),
      ...(isElsewhere ? [] : [button(t("See both"), this.#on.both)]),
    ];
  }
}

function stateText({ state, at, reason }) {
  if (state === "clean") return t("No changes yet");
  if (state === "waiting") return t("Draft, not saved yet");
  if (state === "failed") return t("Draft, not saved: {reason}", { reason });
  if (state === "elsewhere") return t("Draft, changed elsewhere");
  const now = clock.now();
  return now - at < 5000 ? t("Draft, saved now") : t("Draft, saved {ago}", { ago: ago(at, now) });
}
