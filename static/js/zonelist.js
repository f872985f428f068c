/** A list of all time zones that is searched by typing, with what each is ahead of UTC now. */

import { h, setText } from "./dom.js";
import { t } from "./i18n.js";
import { browserZone, offsetAt, offsetText } from "./zone.js";

/** More than a person reads through. */
const SHOWN = 60;

/** @returns {string[]} */
const allZones = () => ["UTC", ...Intl.supportedValuesOf("timeZone").filter((one) => one !== "UTC")];

/** "Asia/Ho_Chi_Minh" as people write it. */
export const zoneTitle = (zone) => zone.replaceAll("_", " ");

/** Whether parts of a zone's name begin with all of these words. */
function beginsWith(zone, words) {
  const parts = zone.toLowerCase().split(/[_/]/);
  return Number(words.every((word) => parts.some((part) => part.startsWith(word))));
}

export class ZoneList {
  #zones = allZones();
  #onChoose;
  #current = "";
  #at = 0;

  /** @param {(zone: string) => void} onChoose "" for the usual zone */
  constructor(onChoose) {
    this.#onChoose = onChoose;
    this.#input = h("input", {
      type: "search",
      role: "combobox",
      placeholder: t("Search time zones"),
      "aria-label": t("Search time zones"),
      "aria-controls": "zone-options",
      "aria-expanded": "true",
      "aria-autocomplete": "list",
      autocomplete: "off",
      spellcheck: "false",
      oninput: () => this.#show(),
      onkeydown: (event) => this.#key(event),
    });
    this.#list = h("ul", {
      class: "zone-options",
      id: "zone-options",
      role: "listbox",
      "aria-label": t("Time zones"),
    });
    this.#none = h("p", { class: "zone-none", role: "status" });
    this.element = h("div", { class: "zone-list" }, this.#input, this.#list, this.#none);
  }

  #input;
  #list;
  #none;

  /** @param {string} current @param {string} usual the zone that holds without a choice */
  open(current, usual) {
    this.#current = current;
    this.#usual = usual || browserZone();
    this.#input.value = "";
    this.#show();
    this.#input.focus();
  }

  #usual = "";

  #show() {
    const words = this.#input.value.toLowerCase().split(/[\s/_]+/);
    const first = [this.#usual, browserZone(), "UTC"];
    const ordered = [...new Set([...first, ...this.#zones])];
    const now = Date.now();
    const found = ordered.filter((zone) => {
      const text = `${zone.replaceAll("_", " ")} utc${offsetText(offsetAt(now, zone))}`.toLowerCase();
      return words.every((word) => text.replace("−", "-").includes(word));
    });
    // "lord" means Lord Howe before it means Qyzylorda.
    found.sort((a, b) => beginsWith(b, words) - beginsWith(a, words));
    const options = found.slice(0, SHOWN).map((zone) => this.#option(zone, now));
    this.#list.replaceChildren(...options);
    setText(this.#none, found.length ? "" : t("No time zone has this in its name."));
    this.#mark(Math.max(0, words.join("") ? 0 : found.indexOf(this.#current)));
  }

  #option(zone, now) {
    const note =
      zone === this.#usual ? t("usual here") : zone === browserZone() ? t("this browser") : "";
    return h(
      "li",
      {
        id: `zone-${zone}`,
        role: "option",
        "data-zone": zone,
        "aria-selected": String(zone === this.#current),
        onclick: () => this.#choose(zone),
      },
      h("span", { class: "zone-name" }, zoneTitle(zone)),
      note && h("span", { class: "zone-note" }, note),
      h("span", { class: "zone-offset" }, `UTC${offsetText(offsetAt(now, zone))}`),
    );
  }

  #mark(at) {
    const { children } = this.#list;
    this.#at = Math.min(children.length - 1, Math.max(0, at));
    for (const [place, option] of [...children].entries()) {
      option.toggleAttribute("data-marked", place === this.#at);
    }
    const marked = children[this.#at];
    this.#input.setAttribute("aria-activedescendant", marked?.id ?? "");
    marked?.scrollIntoView({ block: "nearest" });
  }

  #key(event) {
    const moves = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 };
    if (event.key in moves) this.#mark(this.#at + moves[event.key]);
    else if (event.key === "Enter") this.#list.children[this.#at]?.click();
    else return;
    event.preventDefault();
  }

  #choose(zone) {
    this.#onChoose(zone === this.#usual ? "" : zone);
  }
}
