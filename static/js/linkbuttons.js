/** Two buttons that copy a link to what the page shows. */

import { h, icon } from "./dom.js";
import { t } from "./i18n.js";
import { linkTo } from "./sharelink.js";

const SAID = 1500;

/** @param {import("./board.js").Board} board @returns {HTMLElement} */
export function linkButtons(board) {
  const field = h("input", { class: "link-field", readonly: true, hidden: true, "aria-label": t("Link") });
  const button = (label, title, stays) => copyButton(label, title, field, () => linkOf(board, stays));
  return h(
    "div",
    { class: "links" },
    button(t("Copy link"), t("Goes on with the clock, as this page does"), false),
    button(t("Copy link to this stretch"), t("Stays with what is shown now"), true),
    field,
  );
}

const linkOf = (board, stays) =>
  linkTo(
    location.href,
    { range: board.range, span: board.span(), variables: board.variables?.() },
    stays,
  );

function copyButton(label, title, field, link) {
  const text = h("span", {}, label);
  const sign = icon("link");
  const onclick = async () => {
    const copied = await copy(link(), field);
    sign.className = `icon icon-${copied ? "check" : "link"}`;
    text.textContent = copied ? t("Copied") : t("Press Ctrl+C");
    setTimeout(() => {
      sign.className = "icon icon-link";
      text.textContent = label;
    }, SAID);
  };
  return h("button", { type: "button", class: "button", title, "aria-live": "polite", onclick }, sign, text);
}

/** Without a secure context there is no clipboard: the link is then shown and selected. */
async function copy(link, field) {
  try {
    await navigator.clipboard.writeText(link);
    return true;
  } catch {
    field.hidden = false;
    field.value = link;
    field.select();
    return false;
  }
}
