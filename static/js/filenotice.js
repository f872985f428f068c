/** Over the page: what is to be known of a dashboard, and of the file that it is kept in. */

import { h, icon, must } from "./dom.js";
import { t } from "./i18n.js";
import { inLanguage } from "./sentences.js";

const SENTENCES = {
  broken: (path) => t("{path} cannot be read: the dashboard stays as it was.", { path }),
  conflict: (path) => t("{path} and this page have both changed.", { path }),
  gone: (path) => t("{path} is gone: the dashboard stays, and no longer follows a file.", { path }),
};

/**
 * @param {string} slug
 * @returns {(file: import("./newer.js").File | null) => void} shows a state, when it is another
 */
export function fileNotice(slug) {
  let shown = "";
  return (file) => {
    const wanted = file && file.state in SENTENCES ? file : null;
    const key = JSON.stringify(wanted);
    if (key === shown) return;
    shown = key;
    show(wanted && notice(slug, wanted));
  };
}

/** It was deleted, or got another address, while the page was open. */
export function goneNotice() {
  const text = h("b", {}, t("This dashboard was deleted, or has another address now."));
  const way = h("a", { href: "/" }, t("All dashboards"));
  show([text, way]);
}

/** In place of what was said before. @param {Array<HTMLElement | string> | null} content */
function show(content) {
  document.querySelector(".notice")?.remove();
  const root = document.documentElement;
  root.removeAttribute("data-noticed");
  if (!content) return;
  // Room at the end of a page that fits would be a scroll bar, and move all that is on it.
  root.toggleAttribute("data-noticed", root.scrollHeight > root.clientHeight);
  must("#main").before(h("div", { class: "notice", role: "status" }, ...content, closer()));
}

const closer = () =>
  h(
    "button",
    { type: "button", class: "tool", "aria-label": t("Close"), title: t("Close"), onclick: () => show(null) },
    icon("x"),
  );

function notice(slug, file) {
  const problem = file.problem && h("span", { class: "notice-why" }, inLanguage(file.problem));
  const way =
    file.state === "conflict"
      ? h("a", { href: `/d/${slug}/merge/` }, t("Compare and choose"))
      : h("a", { href: "/dashboards/files/" }, t("Files"));
  const text = h("b", {}, SENTENCES[file.state](file.path));
  return [text, problem, way];
}
