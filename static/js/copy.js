/** "Copy" beside commands and addresses. */

import { h, icon } from "./dom.js";
import { t } from "./i18n.js";

const SAID = 1500;

/** Give every `[data-copy]` block a button that copies its text. */
export function wireCopy(root = document) {
  for (const block of root.querySelectorAll("[data-copy]")) {
    // A command that is wider than the screen is scrolled by keys too.
    block.querySelector("pre").tabIndex = 0;
    block.append(copyButton(block));
  }
}

function copyButton(block) {
  const text = block.querySelector("code");
  const label = h("span", {}, t("Copy"));
  const sign = icon("copy");
  const say = (name, words) => {
    sign.className = `icon icon-${name}`;
    label.textContent = words;
  };
  const onclick = async () => {
    const copied = await copy(text);
    say(copied ? "check" : "copy", copied ? t("Copied") : t("Press Ctrl+C"));
    setTimeout(() => say("copy", t("Copy")), SAID);
  };
  return h(
    "button",
    { type: "button", class: "button copy", "aria-live": "polite", onclick },
    sign,
    label,
  );
}

/** Without a secure context there is no clipboard: the text is then selected instead. */
async function copy(element) {
  try {
    await navigator.clipboard.writeText(element.textContent.trim());
    return true;
  } catch {
    getSelection().selectAllChildren(element);
    return false;
  }
}
