/**
 * Nothing but the panels, for a screen on a wall: `?kiosk` in the address, the key `k`, and Esc
 * to come back.
 */

import { t } from "./i18n.js";

const root = document.documentElement;

/** @returns {import("./keys.js").Key} */
export function wireKiosk() {
  show(new URLSearchParams(location.search).has("kiosk"));
  document.addEventListener("keydown", (event) => {
    const isTaken = event.defaultPrevented || document.querySelector(":popover-open");
    if (event.key === "Escape" && "kiosk" in root.dataset && !isTaken) turn(false);
  });
  return { key: "k", label: t("Nothing but the panels, or all again"), run: () => turn() };
}

function turn(on = !("kiosk" in root.dataset)) {
  const address = new URL(location.href);
  if (on) address.searchParams.set("kiosk", "");
  else address.searchParams.delete("kiosk");
  history.replaceState(history.state, "", address);
  show(on);
}

const show = (on) => root.toggleAttribute("data-kiosk", on);
