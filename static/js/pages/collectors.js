/** Collectors: the parts that htmx brings say their times and values as all pages do. */

import { wireChrome } from "../chrome.js";
import * as clock from "../clock.js";
import { setText } from "../dom.js";
import { formatValue } from "../format.js";
import { startZone } from "../pagezone.js";
import { ago, formatExact, formatSpan } from "../reltime.js";

function update() {
  const now = clock.now();
  for (const time of document.querySelectorAll("time[data-at]")) {
    const at = Number(time.dataset.at);
    setText(time, ago(at, now));
    time.title ||= formatExact(at);
  }
  // One that has begun since the list came is due now.
  for (const time of document.querySelectorAll("time[data-next]")) {
    const at = Number(time.dataset.next);
    setText(time, ago(Math.max(at, now), now));
    time.title ||= formatExact(at);
  }
  for (const span of document.querySelectorAll("[data-seconds]"))
    setText(span, formatSpan(Number(span.dataset.seconds) * 1000));
  for (const value of document.querySelectorAll("[data-value]"))
    setText(value, formatValue(Number(value.dataset.value), value.dataset.unit));
}

wireChrome();
startZone();
update();
setInterval(update, 1000);

let scrolled = 0;
const runs = () => document.querySelector("#run-list");
document.addEventListener("htmx:beforeSwap", () => (scrolled = runs()?.scrollTop ?? 0));
document.addEventListener("htmx:afterSwap", () => {
  update();
  // Whoever reads older runs goes on where he was.
  runs()?.scrollTo({ top: scrolled });
});
