/**
 * The way into editing a dashboard: a button, a key, or `?edit` in the address. What edits is
 * loaded only then.
 */

import { t } from "./i18n.js";

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

  get keys() {
    if (!document.querySelector("#edit")) return [];
    const keys = [{ key: "e", label: t("Edit the dashboard, or the panel with the focus"), run: () => this.#key() }];
    if (this.#page.may.change)
      keys.push({ key: "a", label: t("Add a panel, while editing"), run: async () => (await this.#editing)?.add() });
    return keys;
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
