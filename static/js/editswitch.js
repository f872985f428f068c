/**
 * The way into editing a dashboard: a button, a key, or `?edit` in the address. What edits is
 * loaded only then.
 */

import { t } from "./i18n.js";

/** Keys that the grid and the draft take themselves. */
const HANDLED = [
  { key: t("Ctrl Z"), label: t("Undo") },
  { key: t("Ctrl Shift Z"), label: t("Do again") },
  { key: "← → ↑ ↓", label: t("Move the panel that has the focus") },
  { key: "Shift ← → ↑ ↓", label: t("Change its size") },
  { key: "Delete", label: t("Remove it") },
];

export class EditSwitch {
  #page;
  #editing = null;

  /**
   * @param {{slug: string, board: object, source: object, may: {change:
   *   boolean, delete: boolean}}} page
   */
  constructor(page) {
    this.#page = page;
    const button = document.querySelector("#edit");
    if (!button) return;
    button.addEventListener("click", (event) => this.#click(event, button));
    if (page.may.change && new URLSearchParams(location.search).has("edit")) this.start();
  }

  /** A link leads to signing in, and from there to where the page is now. */
  #click(event, button) {
    if (!this.#page.may.change) {
      button.href = signInAddress();
      return;
    }
    event.preventDefault();
    this.start();
  }

  /** @returns {import("./keys.js").Key[]} */
  get keys() {
    if (!document.querySelector("#edit")) return [];
    const label = t("Edit the dashboard, or the panel with the focus");
    const keys = [{ key: "e", label, run: () => this.#key() }];
    const when = () => this.isActive;
    const now = (key, text, name) => ({ key, label: text, when, run: () => this.#run(name) });
    return [
      ...keys,
      now("a", t("Add a panel"), "add"),
      now("d", t("Duplicate the panel that has the focus"), "duplicate"),
      now("P", t("Publish the draft"), "publish"),
      now(",", t("Settings of the dashboard"), "settings"),
      ...HANDLED.map((hint) => ({ ...hint, when })),
    ];
  }

  /** @param {"add" | "duplicate" | "publish" | "settings"} name */
  async #run(name) {
    if (!document.querySelector("dialog[open]")) (await this.#editing)?.[name]();
  }

  get isActive() {
    return this.#editing !== null;
  }

  async #key() {
    if (this.#editing) (await this.#editing).key();
    else document.querySelector("#edit").click();
  }

  async start() {
    if (this.#editing) return;
    const address = new URL(location.href);
    address.searchParams.set("edit", "");
    history.replaceState(history.state, "", address);
    const button = document.querySelector("#edit");
    button.hidden = true;
    try {
      this.#editing = import("./edit/start.js").then(({ startEditing }) => startEditing(this.#page));
      await this.#editing;
    } catch (error) {
      this.#editing = null;
      button.hidden = false;
      button.title = error.message;
      document.querySelector("main").removeAttribute("data-edits");
    }
  }

  /** There is a newer version of the dashboard. @param {number} version */
  async newer(version) {
    if (this.#editing) (await this.#editing).newer(version);
    else location.reload();
  }
}

function signInAddress() {
  const next = new URL(location.href);
  next.searchParams.set("edit", "");
  return `/accounts/login/?next=${encodeURIComponent(next.pathname + next.search)}`;
}
