/** What every page has around its content: menus, theme, keys, copy buttons. */

import { wireCopy } from "./copy.js";
import { t } from "./i18n.js";
import { wireKeys } from "./keys.js";
import { buttonOf, openMenu, wireMenus } from "./menu.js";
import { nextTheme, wireThemes } from "./theme.js";

/** @type {import("./keys.js").Key[]} */
const EVERYWHERE = [
  { key: "d", label: t("Dashboards"), run: () => location.assign("/") },
  { key: "x", label: t("Explore"), run: () => location.assign("/explore/") },
  { key: "s", label: t("Sources"), run: () => location.assign("/sources/") },
  { key: "c", label: t("Collectors"), run: () => location.assign("/collectors/") },
  { key: "m", label: t("Menu of what has the focus, or of the page"), run: () => openMenu(nearestMenu()) },
  { key: "l", label: t("Light, dark, or as the system"), run: nextTheme },
];

/** What stands in a line or a panel has a menu there. */
const HOLDERS = "[data-panel-id], .grid-stack-item, li";
const PAGE = ["board-menu", "account", "menu"];

function nearestMenu() {
  const own = document.activeElement?.closest(HOLDERS)?.querySelector(".menu-holder button");
  return own ?? PAGE.map(buttonOf).find((button) => button?.checkVisibility());
}

/**
 * @param {import("./keys.js").Key[]} [own] keys of this page
 * @param {{plots?: boolean}} [how]
 */
export function wireChrome(own = [], how = {}) {
  wireMenus();
  wireThemes();
  wireCopy();
  wireKeys([...own, ...EVERYWHERE], how);
}

/** "/" goes to the page's search. */
export const searchKey = (input) => ({ key: "/", label: t("Search"), run: () => input.focus() });
