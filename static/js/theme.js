/** Light, dark, or as the system says; the choice is kept in the browser. */

import { t } from "./i18n.js";
import { keepPreference } from "./preference.js";
import { refreshTokens } from "./tokens.js";

const KEY = "livecurve.theme";
const ORDER = ["system", "light", "dark"];
const LABELS = {
  system: t("Theme: as the system"),
  light: t("Theme: light"),
  dark: t("Theme: dark"),
};
const ICONS = { system: "monitor", light: "sun", dark: "moon" };

const chosen = () => document.documentElement.dataset.theme ?? "system";

function choose(theme) {
  if (theme === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  try {
    if (theme === "system") localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, theme);
  } catch {
    // Storage can be forbidden: the choice then holds for this page.
  }
  keepPreference({ theme: theme === "system" ? "" : theme });
  refreshTokens();
}

/** The next of the three choices. */
export function nextTheme() {
  choose(ORDER[(ORDER.indexOf(chosen()) + 1) % ORDER.length]);
  showChoices();
}

const buttons = () => document.querySelectorAll("[data-theme-switch]");
const showChoices = () => buttons().forEach(showChoice);

/** Give every `[data-theme-switch]` button the way through the three choices. */
export function wireThemes() {
  for (const button of buttons()) button.addEventListener("click", nextTheme);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", refreshTokens);
  showChoices();
}

function showChoice(button) {
  const theme = chosen();
  button.querySelector(".icon").className = `icon icon-${ICONS[theme]}`;
  const label = button.querySelector("[data-theme-label]");
  if (label) {
    label.textContent = LABELS[theme];
    return;
  }
  button.title = LABELS[theme];
  button.setAttribute("aria-label", LABELS[theme]);
}
