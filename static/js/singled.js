/**
 * Which series of a panel are shown alone or hidden stands in the address, so that a copied link
 * shows the same: `only=PANEL:SERIES` and `hide=PANEL:SERIES`, as often as there are some.
 */

import { addressParams, onAddress } from "./address.js";

const NAMES = ["only", "hide"];
/** By panel: what takes over what the address says. @type {Map<string, () => void>} */
const panels = new Map();
let isKept = false;

/** From now on, on this page: others have an address that is not ours to change. */
export function keepSingled() {
  isKept = true;
  onAddress(() => panels.forEach((read) => read()));
}

/**
 * @param {string | number} id of a panel
 * @param {import("./hidden.js").Hidden} hidden
 * @param {() => void} changed called when back or forward has led to another choice
 */
export function followSingled(id, hidden, changed) {
  if (!isKept) return;
  const own = `${id}:`;
  const read = () => {
    const params = addressParams();
    const [only, hide] = NAMES.map((name) =>
      params.getAll(name).flatMap((one) => (one.startsWith(own) ? [one.slice(own.length)] : [])),
    );
    hidden.set({ only: only.length ? only : null, hide });
  };
  read();
  panels.set(String(id), () => (read(), changed()));
}

/** No step of its own for back and forward. */
export function tellSingled(id, hidden) {
  if (!isKept) return;
  const address = new URL(location.href);
  const { only, hide } = hidden.chosen;
  const chosen = { only: only ?? [], hide };
  for (const name of NAMES) {
    const others = address.searchParams.getAll(name).filter((one) => !one.startsWith(`${id}:`));
    address.searchParams.delete(name);
    for (const one of [...others, ...chosen[name].map((key) => `${id}:${key}`)])
      address.searchParams.append(name, one);
  }
  history.replaceState(history.state, "", address);
}
