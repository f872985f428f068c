/** What every page has around its content: menus, theme, keys, copy buttons. */

import { wireCopy } from "./copy.js";
import { wireKeys } from "./keys.js";
import { wireMenus } from "./menu.js";
import { wireThemes } from "./theme.js";

/** @type {import("./keys.js").Key[]} */
const EVERYWHERE = [
  { key: "d", label: "Dashboards", run: () => location.assign("/") },
  { key: "e", label: "Explore", run: () => location.assign("/explore/") },
  { key: "s", label: "Sources", run: () => location.assign("/sources/") },
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
export const searchKey = (input) => ({ key: "/", label: "Search", run: () => input.focus() });
