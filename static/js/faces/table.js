/** Last, lowest, mean and highest of each series. */

import { h, setText } from "../dom.js";
import { t } from "../i18n.js";
import { valueText } from "../statetexts.js";
import { inkOfName, swatch } from "../swatch.js";

const COLUMNS = [t("last"), t("min"), t("mean"), t("max")];

export class TableFace {
  #body = h("tbody");
  #rows = new Map();

  constructor() {
    const heads = COLUMNS.map((name) => h("th", { scope: "col" }, name));
    const head = h("thead", {}, h("tr", {}, h("th", { scope: "col" }, t("Series")), ...heads));
    this.element = h("div", { class: "face" }, h("table", { class: "figures" }, head, this.#body));
  }

  take({ series, shaped }, curves) {
    const before = this.#rows;
    this.#rows = new Map(curves.map((curve) => [inkOfName(curve), before.get(inkOfName(curve)) ?? rowOf(curve)]));
    const rows = [...this.#rows.values()];
    if (rows.length !== before.size || rows.some(({ row }) => !row.isConnected)) {
      this.#body.replaceChildren(...rows.map(({ row }) => row));
    }
    rows.forEach(({ cells }, at) => {
      const figures = shaped.series[at].data;
      const { id, decimals } = curves[at];
      const textOf = (value) => valueText({ id, unit: series[at].unit, decimals }, value);
      cells.forEach((cell, place) => setText(cell, textOf(figures[place])));
    });
  }
}

function rowOf(curve) {
  const cells = COLUMNS.map(() => h("td"));
  const name = h("span", { title: curve.label }, curve.label);
  return { row: h("tr", {}, h("th", { scope: "row" }, swatch(curve), name), ...cells), cells };
}
