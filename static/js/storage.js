/** Which names and tags make how many series, and what they take: counted when asked for. */

import { get } from "./api.js";
import { h, must, setText } from "./dom.js";
import { formatCount, formatValue } from "./format.js";
import { t, tn } from "./i18n.js";

export function wireStorage() {
  const button = must("#count");
  button.addEventListener("click", async () => {
    button.disabled = true;
    try {
      show(await get("/api/storage"));
    } catch (error) {
      setText(must("#stored-note"), error.message);
    }
    button.disabled = false;
  });
}

function show(found) {
  const series = tn("{count} series", "{count} series", found.series);
  const size = t("{size} of readings in a database of {all}", {
    size: formatValue(found.bytes, "B"),
    all: formatValue(found.database, "B"),
  });
  setText(must("#stored-note"), `${series}, ${size}`);
  must("#stored-none").hidden = true;
  const most = Math.max(1, ...found.names.map(({ bytes }) => bytes));
  const names = found.names.map((one) => [
    named(one.name, `/explore/?search=${encodeURIComponent(one.name)}`),
    formatCount(one.series),
    share(one.bytes, most),
  ]);
  const tags = found.tags.map((one) => [
    named(one.tag),
    formatCount(one.values),
    formatCount(one.series),
  ]);
  must("#stored").replaceChildren(
    table(t("By name"), [t("Name"), t("Series"), t("Space")], names),
    table(t("By tag"), [t("Tag"), t("Values"), t("Series")], tags),
  );
  must("#stored").hidden = false;
}

const named = (text, href) => (href ? h("a", { href, title: text }, text) : text);

function share(bytes, most) {
  const bar = h("meter", { min: "0", max: String(most), value: String(bytes) });
  return h("span", { class: "share" }, bar, formatValue(bytes, "B"));
}

function table(caption, heads, rows) {
  const head = heads.map((text, at) => h("th", { scope: "col", class: at ? "number" : "" }, text));
  const lines = rows.map(([first, ...rest]) =>
    h(
      "tr",
      {},
      h("th", { scope: "row" }, first),
      ...rest.map((one) => h("td", { class: "number" }, one)),
    ),
  );
  return h(
    "div",
    { class: "table-holder" },
    h(
      "table",
      { class: "table" },
      h("caption", { class: "unseen" }, caption),
      h("thead", {}, h("tr", {}, ...head)),
      h("tbody", {}, ...lines),
    ),
  );
}
