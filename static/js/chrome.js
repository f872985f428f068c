/** What every page has around its content: menus, theme, keys, copy buttons. */

import { wireCopy } from "./copy.js";
import { t } from "./i18n.js";
import { wireKeys } from "./keys.js";
import { wireMenus } from "./menu.js";
import { nextTheme, wireThemes } from "./theme.js";

/** @type {import("./keys.js").Key[]} */
const EVERYWHERE = [
  { key: "d", label: t("Dashboards"), run: () => location.assign("/") },
  { key: "x", label: t("Explore"), run: () => location.assign("/explore/") },
  { key: "s", label: t("Sources"), run: () => location.assign("/sources/") },
  { key: "l", label: t("Light, dark, or as the system"), run: nextTheme },
];

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
