/**
 * Two moments, typed or picked in a calendar. What is typed relative to now stays so; a moment
 * without an offset is in the page's zone.
 */

import { h } from "./dom.js";
import { t } from "./i18n.js";
import { MonthGrid } from "./monthgrid.js";
import { toTyped } from "./reltime.js";
import { followsNow, isAll, parseEdge } from "./timerange.js";
import { timeOf } from "./zone.js";

export class RangeForm {
  #onRange;
  #from = timeField("from", t("From"));
  #to = timeField("to", t("To"));
  #follow = h("input", { type: "checkbox", onchange: () => this.#lockEnd() });
  #error = h("p", { class: "range-error", id: "range-error", role: "alert" });
  #month = new MonthGrid((first, last) => this.#picked(first, last));
  #span = { start: 0, end: 0 };

  /** @param {(range: import("./timerange.js").Range) => void} onRange */
  constructor(onRange) {
    this.#onRange = onRange;
    const follow = h("label", { class: "range-follow" }, this.#follow, t("Follow now (live)"));
    const onsubmit = (event) => {
      event.preventDefault();
      this.#submit();
    };
    this.element = h(
      "form",
      { class: "range-form", onsubmit, novalidate: true },
      this.#month.element,
      h("div", { class: "range-edges" }, this.#from, this.#to),
      follow,
      this.#error,
      h("button", { type: "submit", class: "button button-primary" }, t("Apply")),
    );
  }

  /**
   * @param {import("./timerange.js").Range} range
   * @param {import("./timerange.js").Span} span that it has now
   */
  fill(range, span) {
    this.#span = span;
    input(this.#from).value = typed(isAll(range) ? "" : range.start, span.start);
    input(this.#to).value = typed(range.end, span.end);
    this.#follow.checked = followsNow(range);
    this.#say("");
    this.#lockEnd();
    this.#month.show(span.start, span.end);
  }

  #lockEnd() {
    const to = input(this.#to);
    to.disabled = this.#follow.checked;
    if (this.#follow.checked) to.value = "now";
    else if (to.value === "now") to.value = toTyped(this.#span.end).slice(0, SECONDS);
  }

  /** Whole days: up to the midnight after the last. */
  #picked(first, last) {
    this.#follow.checked = false;
    input(this.#from).value = toTyped(timeOf(first));
    input(this.#to).value = toTyped(timeOf({ ...last, day: last.day + 1 }));
    this.#say("");
    this.#lockEnd();
  }

  #submit() {
    const [from, to] = [input(this.#from).value.trim(), input(this.#to).value.trim()];
    const now = Date.now();
    const [start, end] = [parseEdge(from, now), parseEdge(to, now)];
    if (start === null) this.#say(t("Enter a time such as 2024-03-09 18:30 or now-6h."), this.#from);
    else if (end === null) this.#say(t("Enter a time such as 2024-03-09 18:30 or now-6h."), this.#to);
    else if (start >= end) this.#say(t("From has to be before To."), this.#from);
    else this.#onRange({ start: kept(from, start), end: kept(to, end) });
  }

  #say(sentence, where = null) {
    this.#error.textContent = sentence;
    for (const field of [this.#from, this.#to]) {
      if (field === where) input(field).setAttribute("aria-invalid", "true");
      else input(field).removeAttribute("aria-invalid");
    }
    if (where) input(where).focus();
  }
}

const SECONDS = "2024-03-09 18:30:00".length;

/** A relative time as it is in the range, any other as the clocks show it. */
const typed = (text, time) => (text.startsWith("now") ? text : toTyped(time));

/** In a range: a moment means the same in every zone. */
const kept = (text, time) => (text.startsWith("now") ? text : String(time));

const timeField = (name, label) =>
  h(
    "label",
    { class: "field" },
    label,
    h("input", {
      name,
      type: "text",
      autocomplete: "off",
      spellcheck: "false",
      autocapitalize: "off",
      "aria-describedby": "range-error",
    }),
  );

const input = (field) => field.querySelector("input");
