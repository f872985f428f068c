/**
 * What a Markdown parser has understood, as elements. Only elements that are named here are ever
 * made: HTML in the text stays text, addresses lead only where a link may, and images, which
 * would be loaded from elsewhere, are links to themselves.
 *
 * @typedef {{type: string, text?: string, tokens?: Token[], [more: string]: any}} Token
 * @typedef {(tag: string, props: object, ...children: any[]) => any} Make as `h` in dom.js
 */

const INLINE = { strong: "strong", em: "em", del: "s" };
const BLOCKS = { paragraph: "p", blockquote: "blockquote" };

/** Headings begin below that of the panel. */
const HEADING = 2;

/** @param {Token[]} tokens @param {Make} h */
export const elementsOf = (tokens, h) => tokens.flatMap((token) => elementOf(token, h) ?? []);

function elementOf(token, h) {
  const inner = () => elementsOf(token.tokens ?? [], h);
  const { type } = token;
  if (Object.hasOwn(INLINE, type)) return h(INLINE[type], {}, ...inner());
  if (Object.hasOwn(BLOCKS, type)) return h(BLOCKS[type], {}, ...inner());
  if (type === "heading") return h(`h${Math.min(6, token.depth + HEADING)}`, {}, ...inner());
  if (type === "list") return list(token, h);
  if (type === "table") return table(token, h);
  if (type === "code") return h("pre", {}, h("code", {}, token.text));
  if (type === "codespan") return h("code", {}, token.text);
  if (type === "link") return link(token.href, inner(), h);
  if (type === "image") return link(token.href, [token.text || token.href], h);
  if (type === "br" || type === "hr") return h(type, {});
  if (type === "checkbox") return token.checked ? "☑ " : "☐ ";
  if (type === "space" || type === "def") return null;
  // Text may hold more; anything else, HTML above all, is shown as it was written.
  return token.tokens ? inner() : (token.text ?? token.raw);
}

function list({ ordered, start, items }, h) {
  const entries = items.map((item) => h("li", {}, ...elementsOf(item.tokens, h)));
  const props = ordered && start > 1 ? { start } : {};
  return h(ordered ? "ol" : "ul", props, ...entries);
}

function table({ header, rows }, h) {
  const cells = (tag, row) =>
    row.map(({ tokens, align }) =>
      h(tag, align ? { class: `align-${align}` } : {}, ...elementsOf(tokens, h)),
    );
  const head = h("thead", {}, h("tr", {}, ...cells("th", header)));
  return h("table", {}, head, h("tbody", {}, ...rows.map((row) => h("tr", {}, ...cells("td", row)))));
}

const ALLOWED = /^(https?:|mailto:|\/(?!\/)|#|\?)/i;

function link(href, children, h) {
  if (!ALLOWED.test(href)) return children;
  const isElsewhere = /^https?:/i.test(href);
  return h("a", { href, ...(isElsewhere ? { rel: "noopener noreferrer" } : {}) }, ...children);
}
