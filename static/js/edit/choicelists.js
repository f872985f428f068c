/** Lists that fields of units and zones choose from. */

import { h } from "../dom.js";

/** @param {{units: Array<{name: string, label: string, group: string}>}} offered by the server */
export function choiceLists({ units }) {
  const zones = ["UTC", ...Intl.supportedValuesOf("timeZone")];
  return h(
    "div",
    { hidden: true },
    // An empty field stands for the unit without a name.
    h("datalist", { id: "units" }, ...units.filter(({ name }) => name).map(unitOption)),
    h("datalist", { id: "zones" }, ...zones.map((zone) => h("option", { value: zone }))),
  );
}

const unitOption = ({ name, label, group }) =>
  h("option", { value: name, label: label === name ? group : `${label} (${group})` });
