/**
 * A month of days, of which one or two are picked: by pointer, or by arrows (a day, a week), Page
 * up and down (a month), Home and End (the week) and Enter. The second day makes a range of both.
 *
 * @typedef {{year: number, month: number, day: number}} Day
 */

import { daysIn, weekday } from "./calendar.js";
import { h, icon, setText } from "./dom.js";
import { language, t } from "./i18n.js";
import { partsAt } from "./zone.js";

const ROWS = 6;

export class MonthGrid {
  #onPick;
  #focus = { year: 2000, month: 1, day: 1 };
  #ends = [];
  #pending = null;
  #title = h("h3", { class: "month-title", "aria-live": "polite" });
  #heads = h("tr");
  #body = h("tbody");

  /** @param {(first: Day, last: Day) => void} onPick */
  constructor(onPick) {
    this.#onPick = onPick;
    const table = h(
      "table",
      { role: "grid", "aria-label": t("Days"), onkeydown: (event) => this.#key(event) },
      h("thead", {}, this.#heads),
      this.#body,
    );
    const head = h(
      "header",
      {},
      this.#step(t("Month before"), "chevron-left", -1),
      this.#title,
      this.#step(t("Month after"), "chevron-right", 1),
    );
    this.element = h("div", { class: "month" }, head, table);
  }

  #step(label, name, months) {
    const onclick = () => this.#move({ months });
    return h("button", { type: "button", class: "tool", title: label, "aria-label": label, onclick }, icon(name));
  }

  /** Show a range: the days in which it begins and ends. @param {number} start @param {number} end */
  show(start, end) {
    // The names take longer than a page without them.
    if (!this.#heads.hasChildNodes()) this.#heads.append(...weekdays());
    this.#pending = null;
    this.#ends = [partsAt(start), partsAt(Math.max(start, end - 1))].map(dayOf);
    this.#focus = this.#ends[1];
    this.#draw();
  }

  #draw() {
    const { year, month } = this.#focus;
    const name = new Intl.DateTimeFormat(language(), { month: "long", year: "numeric", timeZone: "UTC" });
    setText(this.#title, name.format(new Date(0).setUTCFullYear(year, month - 1, 1)));
    const before = (weekday({ year, month, day: 1 }) - firstOfWeek() + 7) % 7;
    const rows = Array.from({ length: ROWS }, (_, row) => {
      const cells = Array.from({ length: 7 }, (_, column) => this.#cell(7 * row + column - before + 1));
      return h("tr", {}, ...cells);
    });
    this.#body.replaceChildren(...rows);
  }

  #cell(number) {
    const { year, month } = this.#focus;
    const day = normal({ year, month, day: number });
    const [first, last] = this.#ends.map(order);
    const at = order(day);
    const isFocus = at === order(this.#focus);
    const button = h(
      "button",
      {
        type: "button",
        tabindex: isFocus ? "0" : "-1",
        "data-day": `${day.year}-${day.month}-${day.day}`,
        "data-other": day.month !== month,
        "data-today": at === order(dayOf(partsAt(Date.now()))),
        onclick: () => this.#pick(day),
      },
      String(day.day),
    );
    const isWithin = at >= first && at <= last;
    const ends = at === first || at === last;
    return h(
      "td",
      { "aria-selected": String(isWithin), "data-within": isWithin, "data-end": ends },
      button,
    );
  }

  #pick(day) {
    const [first, last] = [this.#pending ?? day, day].sort((a, b) => order(a) - order(b));
    this.#pending = this.#pending ? null : day;
    this.#ends = [first, last];
    this.#focusOn(day);
    this.#onPick(first, last);
  }

  #key(event) {
    const column = (weekday(this.#focus) - firstOfWeek() + 7) % 7;
    const moves = {
      ArrowLeft: { days: -1 },
      ArrowRight: { days: 1 },
      ArrowUp: { days: -7 },
      ArrowDown: { days: 7 },
      Home: { days: -column },
      End: { days: 6 - column },
      PageUp: { months: event.shiftKey ? -12 : -1 },
      PageDown: { months: event.shiftKey ? 12 : 1 },
    };
    if (!moves[event.key]) return;
    event.preventDefault();
    this.#move(moves[event.key]);
    this.#body.querySelector('[tabindex="0"]').focus();
  }

  #move({ days = 0, months = 0 }) {
    const { year, month, day } = this.#focus;
    const other = normal({ year, month: month + months, day: 1 });
    const fitting = Math.min(day, daysIn(other.year, other.month));
    this.#focus = normal({ ...other, day: (months ? fitting : day) + days });
    this.#draw();
  }

  #focusOn(day) {
    this.#focus = day;
    this.#draw();
    this.#body.querySelector('[tabindex="0"]').focus();
  }
}

const dayOf = ({ year, month, day }) => ({ year, month, day });
const order = ({ year, month, day }) => (year * 12 + month) * 31 + day;

/** The same day where a month or a day runs over. */
function normal({ year, month, day }) {
  const date = new Date(new Date(0).setUTCFullYear(year, month - 1, day));
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
}

/** 1 for Monday to 7 for Sunday: as chosen, or as the language has it. */
export function firstOfWeek() {
  const chosen = Number(document.documentElement.dataset.weekStart);
  if (chosen) return chosen;
  const locale = new Intl.Locale(navigator.language);
  return (locale.getWeekInfo?.() ?? locale.weekInfo)?.firstDay ?? 1;
}

function weekdays() {
  const name = (weekday) => new Intl.DateTimeFormat(language(), { weekday, timeZone: "UTC" });
  const [long, short] = [name("long"), name("narrow")];
  const first = firstOfWeek();
  return Array.from({ length: 7 }, (_, at) => {
    // 1 January 2024 was a Monday.
    const day = Date.UTC(2024, 0, ((first - 1 + at) % 7) + 1);
    return h("th", { scope: "col", abbr: long.format(day) }, short.format(day));
  });
}
