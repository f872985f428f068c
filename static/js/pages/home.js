/** The dashboards as cards, each with a small live curve: found, starred, renamed, moved. */

import { searchKey, wireChrome } from "../chrome.js";
import { embedded, must } from "../dom.js";
import { Actions } from "../home/actions.js";
import { Card } from "../home/card.js";
import { Curves } from "../home/curves.js";
import { Filter, fits } from "../home/filter.js";
import { t } from "../i18n.js";
import { startZone } from "../pagezone.js";
import { onTokens } from "../tokens.js";

const { may, signedIn } = embedded("page");
const curves = new Curves();
const filter = new Filter(() => show());
const actions = new Actions({ may, signedIn, folders, refresh });
let cards = [];
let goTo;

function folders() {
  const known = cards.map(({ definition }) => definition.folder).filter(Boolean);
  return [...new Set(known)].sort();
}

/** The cards that the template has made. */
function take() {
  const before = new Map(cards.map((card) => [card.definition.slug, card]));
  cards = embedded("definition").map((one) => new Card(one, before.get(one.slug)));
  for (const { definition, element } of cards) element.after(actions.toolsOf(definition));
  show();
  curves.show(cards);
}

function show() {
  filter.offer(cards.map(({ definition }) => definition));
  for (const card of cards)
    card.element.parentElement.hidden = !fits(card.definition, filter.wanted);
  for (const group of document.querySelectorAll(".group"))
    group.hidden = !group.querySelector("li:not([hidden])");
  must("#none").hidden = cards.some((card) => !card.element.parentElement.hidden);
}

/** What there is by now, brought by htmx. @param {string} [slug] of the one to go to */
function refresh(slug) {
  goTo = slug;
  must("#cards").dispatchEvent(new Event("cards-changed"));
}

function refreshed() {
  take();
  cards.find(({ definition }) => definition.slug === goTo)?.element.focus();
}

const search = document.querySelector("#search");
const make = document.querySelector("#new");
make?.addEventListener("click", () => actions.make());
wireChrome([
  ...(search ? [searchKey(search)] : []),
  ...(make ? [{ key: "n", label: t("New dashboard"), run: () => actions.make() }] : []),
]);
startZone();
onTokens(() => curves.redraw());
document.addEventListener("htmx:afterSwap", refreshed);
addEventListener("resize", () => curves.redraw());
take();
