/** The range picker: what people usually look at, two moments of their own, and live or not. */

import { h, icon, must, setText } from "./dom.js";
import { anchor } from "./menu.js";
import { formatExact, toLocalInput, zoneName } from "./reltime.js";
import { between, describe, followsNow, PRESETS, sameRange } from "./timerange.js";

export class RangePicker {
  #board;
  #label = h("span", { class: "range-label" });
  #short = h("span", { class: "range-short" });
  #popover = h("div", { class: "sheet range-sheet", id: "range-sheet", popover: "auto" });
  #from = timeInput("From");
  #to = timeInput("To");
  #follow = h("input", { type: "checkbox" });
  #error = h("p", { class: "range-error", role: "alert" });
  #presets;
  #button;

  /**
   * @param {HTMLButtonElement} button
   * @param {import("./board.js").Board} board
   */
  constructor(button, board) {
    this.#board = board;
    this.#button = button;
    button.replaceChildren(icon("clock"), this.#label, this.#short, icon("chevron-down"));
    button.after(this.#popover);
    this.#presets = PRESETS.map((preset) => this.#preset(preset));
    this.#popover.append(h("div", { class: "range-presets" }, ...this.#presets), this.#form());
    anchor(button, this.#popover);
    this.#popover.addEventListener(
      "beforetoggle",
      (event) => event.newState === "open" && this.#fill(),
    );
  }

  #preset(preset) {
    const onclick = () => this.#choose({ start: preset.start, end: preset.end });
    return h("button", { type: "button", class: "menu-item", onclick }, preset.label);
  }

  #form() {
    const follow = h("label", { class: "range-follow" }, this.#follow, "Follow now (live)");
    const onsubmit = (event) => {
      event.preventDefault();
      this.#submit();
    };
    this.#follow.addEventListener("change", () => this.#lockEnd());
    return h(
      "form",
      { class: "range-form", onsubmit, novalidate: true },
      this.#from,
      this.#to,
      follow,
      this.#error,
      h("button", { type: "submit", class: "button button-primary" }, "Apply"),
      h(
        "div",
        { class: "range-moves" },
        this.#move("Earlier", -0.5),
        this.#replay(),
        this.#move("Later", 0.5),
      ),
      h("p", { class: "range-zone" }, `Times in ${zoneName()}`),
    );
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
    return h("button", { type: "button", class: "button range-replay", onclick }, "Replay");
  }

  #fill() {
    const { range } = this.#board;
    const span = this.#board.span() ?? { start: Date.now() - 3_600_000, end: Date.now() };
    field(this.#from).value = toLocalInput(span.start);
    field(this.#to).value = toLocalInput(span.end);
    this.#follow.checked = followsNow(range);
    this.#error.textContent = "";
    this.#lockEnd();
    PRESETS.forEach((preset, at) => {
      this.#presets[at].setAttribute("aria-pressed", String(sameRange(preset, range)));
    });
  }

  #lockEnd() {
    field(this.#to).disabled = this.#follow.checked;
  }

  #submit() {
    const start = Date.parse(field(this.#from).value);
    const end = this.#follow.checked ? Date.now() : Date.parse(field(this.#to).value);
    if (Number.isNaN(start) || Number.isNaN(end)) this.#error.textContent = "Enter both times.";
    else if (start >= end) this.#error.textContent = "From has to be before To.";
    else
      this.#choose(
        this.#follow.checked ? { start: String(start), end: "now" } : between(start, end),
      );
  }

  #choose(range) {
    this.#popover.hidePopover();
    this.#board.setRange(range);
  }

  update() {
    const { range } = this.#board;
    const now = this.#board.now();
    setText(this.#label, describe(range, now));
    setText(this.#short, describe(range, now, { short: true }));
    const span = this.#board.span();
    const exact = span ? `${formatExact(span.start)} to ${formatExact(span.end)}` : "";
    if (!followsNow(range)) this.#button.title = exact;
    else this.#button.title = "Time range";
  }
}

const timeInput = (label) =>
  h(
    "label",
    { class: "field" },
    label,
    h("input", { type: "datetime-local", step: "1", required: true }),
  );

const field = (label) => label.querySelector("input");
