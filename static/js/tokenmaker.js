/** Makes a token on the spot, shows it once, and lists and revokes those that there are. */

import { get, post, send } from "./api.js";
import { h, must, setText } from "./dom.js";
import { t } from "./i18n.js";
import { ago, formatExact } from "./reltime.js";

/** @param {(token: string) => void} onMade */
export function wireTokens(onMade) {
  const form = document.querySelector("#token-form");
  if (!form) return;
  const list = must("#tokens");
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    setText(must("#token-error"), "");
    try {
      const made = await post("/api/tokens", { name: form.elements.name.value, scope: "write" });
      must("#token-made code").textContent = made.token;
      must("#token-made").hidden = false;
      onMade(made.token);
      if (list.open) await show(list);
    } catch (error) {
      setText(must("#token-error"), error.message);
    }
  });
  list.addEventListener("toggle", () => list.open && show(list));
}

async function show(list) {
  try {
    const { tokens } = await get("/api/tokens");
    must("ul", list).replaceChildren(...tokens.map((one) => entry(one, () => show(list))));
  } catch (error) {
    setText(must("#token-error"), error.message);
  }
}

function entry(token, onGone) {
  const used = token.last_used
    ? t("last used {when}", { when: ago(token.last_used, Date.now()) })
    : t("never used");
  const title = token.last_used ? formatExact(token.last_used) : undefined;
  return h(
    "li",
    {},
    h("b", {}, token.name),
    h("span", { class: "token-note", title }, `${scopeOf(token.scope)} · ${used}`),
    revoke(token, onGone),
  );
}

const scopeOf = (scope) =>
  ({ read: t("reads"), write: t("writes"), admin: t("administers") })[scope] ?? scope;

/** Asked twice: what it was for stops sending. */
function revoke(token, onGone) {
  const button = h(
    "button",
    { type: "button", class: "button", "aria-label": t("Revoke {name}", { name: token.name }) },
    t("Revoke"),
  );
  button.addEventListener("click", async () => {
    if (!button.dataset.asked) {
      button.dataset.asked = "yes";
      button.setAttribute("aria-label", t("Revoke {name} for good", { name: token.name }));
      button.textContent = t("Revoke for good");
      return;
    }
    try {
      await send("DELETE", `/api/tokens/${token.id}`);
      onGone();
    } catch (error) {
      setText(must("#token-error"), error.message);
    }
  });
  return button;
}
