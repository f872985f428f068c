/** Links of the dashboard's menu. */

import { t } from "./i18n.js";

/** Some go on with what the address says: range, zone, variables. */
export function wireMenuLinks() {
  for (const link of document.querySelectorAll("a[data-with-range]"))
    link.addEventListener("click", () => (link.search = location.search));
}

/** @returns {import("./keys.js").Key} of the list of versions, which only accounts see */
export function versionsKey() {
  const link = document.querySelector("a[data-versions]");
  return { key: "v", label: t("Versions of the dashboard"), run: () => link.click(), when: () => Boolean(link) };
}
