/** The range picker: what people usually look at, what they looked at lately, two moments of
 * their own, live or not, and the time zone of it all. */

import { h, icon, must, setText } from "./dom.js";
import { t } from "./i18n.js";
import { linkButtons } from "./linkbuttons.js";
import { anchor } from "./menu.js";
import { chooseZone, preferZone, usualZone } from "./pagezone.js";
import { RangeForm } from "./rangeform.js";
import { recentRanges, rememberRange } from "./recentranges.js";
import { formatExact } from "./reltime.js";
import { describe, followsNow, PRESETS, resolve, sameRange } from "./timerange.js";
import { browserZone, offsetAt, offsetText, zoneName } from "./zone.js";
import { ZoneList, zoneTitle } from "./zonelist.js";

export class RangePicker {
  #board;
  #button;
  #label = h("span", { class: "range-label" });
  #short = h("span", { class: "range-short" });
  #zoneMark = h("span", { class: "range-zone-mark" });
  #popover = h("div", { class: "sheet range-sheet", id: "range-sheet", popover: "auto" });
  #presets = PRESETS.map((preset) => this.#choice(preset, preset.label));
  #recent = h("div", { class: "range-recent" });
  #form = new RangeForm((range) => this.#entered(range));
  #zones = new ZoneList((zone) => this.#choseZone(zone));
  #zoneButton = h("button", {
    type: "button",
    class: "button range-zone",
    "aria-expanded": "false",
    onclick: () => this.#openZones(this.#zones.element.hidden),
  });
  #zoneForAll = h("button", {
    type: "button",
    class: "button range-zone-all",
    onclick: () => this.#keepZone(),
  });

  /**
   * @param {HTMLButtonElement} button
   * @param {import("./board.js").Board} board
   */
  constructor(button, board) {
    this.#board = board;
    this.#button = button;
    const arrow = icon("chevron-down");
    button.replaceChildren(icon("clock"), this.#label, this.#short, this.#zoneMark, arrow);
    button.after(this.#popover);
    this.#zones.element.hidden = true;
    this.#popover.append(
      h("div", { class: "range-presets" }, ...this.#presets, this.#recent),
      h(
        "div",
        { class: "range-own" },
        this.#form.element,
        h(
          "div",
          { class: "range-moves" },
          this.#move(t("Earlier"), -0.5),
          this.#replay(),
          this.#move(t("Later"), 0.5),
        ),
        this.#zoneButton,
        this.#zones.element,
        this.#zoneForAll,
        linkButtons(board),
      ),
    );
    anchor(button, this.#popover);
    this.#popover.addEventListener(
      "beforetoggle",
      (event) => event.newState === "open" && this.#fill(),
    );
  }

  #choice(range, label) {
    const onclick = () => this.#choose({ start: range.start, end: range.end });
    return h("button", { type: "button", class: "menu-item", onclick }, label);
  }

  /** By half a range; the sheet stays open for another step. */
  #move(label, lengths) {
    const onclick = () => this.#board.playback.move(lengths);
    return h("button", { type: "button", class: "button", onclick }, label);
  }

  /** Where the bar has no room for it. */
  #replay() {
    const onclick = () => {
      this.#popover.hidePopover();
      must("#replay").click();
    };
    return h("button", { type: "button", class: "button range-replay", onclick }, t("Replay"));
  }

  #fill() {
    const { range } = this.#board;
    // It may be opened before its readings are there.
    const span = this.#board.span() ?? resolve(range, this.#board.now());
    this.#form.fill(range, span);
    this.#openZones(false);
    PRESETS.forEach((preset, at) => {
      this.#presets[at].setAttribute("aria-pressed", String(sameRange(preset, range)));
    });
    const recent = recentRanges().map((one) => this.#choice(one, describe(one, Date.now())));
    const title = recent.length > 0 && h("h3", { class: "menu-note" }, t("Lately"));
    this.#recent.replaceChildren(...[title, ...recent].filter(Boolean));
  }

  #entered(range) {
    rememberRange(range);
    this.#choose(range);
  }

  #choose(range) {
    this.#popover.hidePopover();
    this.#board.setRange(range);
  }

  #openZones(yes) {
    this.#zones.element.hidden = !yes;
    this.#zoneButton.setAttribute("aria-expanded", String(yes));
    this.#tellZone();
    if (yes) this.#zones.open(zoneName(), usualZone());
  }

  #choseZone(zone) {
    chooseZone(zone);
    this.#fill();
    this.#zoneButton.focus();
  }

  #keepZone() {
    preferZone(zoneName() === browserZone() ? "" : zoneName());
    this.#fill();
    this.#zoneButton.focus();
  }

  #tellZone() {
    const zone = zoneName();
    const offset = `UTC${offsetText(offsetAt(this.#board.now()))}`;
    this.#zoneButton.replaceChildren(
      icon("globe"),
      h("span", {}, t("Times in {zone}", { zone: zoneTitle(zone) })),
      h("span", { class: "zone-offset" }, offset),
      icon("chevron-down"),
    );
    this.#zoneForAll.hidden = zone === (usualZone() || browserZone());
    setText(this.#zoneForAll, t("Use {zone} on all pages", { zone: zoneTitle(zone) }));
  }

  update() {
    const { range } = this.#board;
    const now = this.#board.now();
    setText(this.#label, describe(range, now));
    setText(this.#short, describe(range, now, { short: true }));
    // Times that are not those of the clock on the wall say so.
    const isOwn = offsetAt(now) === offsetAt(now, browserZone());
    setText(this.#zoneMark, isOwn ? "" : shortZone(zoneName()));
    const span = this.#board.span();
    const edges = span && { from: formatExact(span.start), to: formatExact(span.end) };
    const exact = edges ? t("{from} to {to}", edges) : "";
    if (!followsNow(range)) this.#button.title = exact;
    else this.#button.title = t("Time range");
  }
}

/** "Kolkata", of "Asia/Kolkata". */
const shortZone = (zone) => zoneTitle(zone.split("/").at(-1));
