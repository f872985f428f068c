/** One panel that fills the page, as the address says: `?panel=ID`. */

import { h, icon } from "./dom.js";
import { focusedPanel } from "./focused.js";
import { t } from "./i18n.js";

export class FullPanel {
  #grid;
  #board;
  #leave;
  /** @type {import("./panel.js").Panel | null} */
  #shown = null;

  /**
   * @param {HTMLElement} grid which holds the panels
   * @param {import("./board.js").Board} board
   */
  constructor(grid, board) {
    this.#grid = grid;
    this.#board = board;
    const label = t("Leave full screen");
    this.#leave = h(
      "button",
      { type: "button", class: "tool", title: label, "aria-label": label, onclick: () => this.close() },
      icon("minimize-2"),
    );
    addEventListener("popstate", () => this.apply());
    // Before the plot takes it for the way out of a zoom.
    document.addEventListener("keydown", (event) => this.#key(event), { capture: true });
  }

  /** Show what the address says: after the panels have come, or have become others. */
  apply() {
    const id = new URLSearchParams(location.search).get("panel");
    const panel = this.#board.panels.find((one) => String(one.id) === id) ?? null;
    if (panel === this.#shown && panel?.element.dataset.full === "") return;
    if (this.#shown) delete this.#shown.element.dataset.full;
    this.#leave.remove();
    this.#shown = panel;
    this.#grid.toggleAttribute("data-full", panel !== null);
    if (!panel) return;
    panel.element.dataset.full = "";
    panel.view.head.append(this.#leave);
    panel.draw();
  }

  /** @param {import("./panel.js").Panel} panel */
  address(panel) {
    const address = new URL(location.href);
    address.searchParams.set("panel", String(panel.id));
    return address;
  }

  /** @param {import("./panel.js").Panel} panel */
  open(panel) {
    history.pushState(history.state, "", this.address(panel));
    this.apply();
    panel.view.plot.focus({ preventScroll: true });
  }

  close() {
    const panel = this.#shown;
    const address = new URL(location.href);
    address.searchParams.delete("panel");
    history.pushState(history.state, "", address);
    this.apply();
    panel?.view.plot.focus();
  }

  /** What the menu of a panel says of it. */
  itemFor(panel) {
    if (panel === this.#shown) {
      return { label: t("Leave full screen"), icon: "minimize-2", onclick: () => this.close() };
    }
    return { label: t("Full screen"), icon: "maximize-2", onclick: () => this.open(panel) };
  }

  /** For the keys of the page. @returns {import("./keys.js").Key} */
  get key() {
    return { key: "f", label: t("Full screen of the panel that has the focus"), run: () => this.#toggle() };
  }

  #toggle() {
    const panel = focusedPanel(this.#board.panels);
    if (this.#shown) this.close();
    else if (panel) this.open(panel);
  }

  /** A menu, a dialog or a mark in the plot goes first. */
  #key(event) {
    if (event.key !== "Escape" || !this.#shown) return;
    if (document.querySelector(":popover-open:not(.said), dialog[open]")) return;
    event.stopPropagation();
    this.close();
  }
}
