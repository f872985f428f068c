/** A page of plain forms: what every page has around its content, and times in the zone of the page. */

import { wireChrome } from "../chrome.js";
import { startZone } from "../pagezone.js";
import { formatSpan, tellTimes } from "../reltime.js";
import { onZone } from "../zone.js";

wireChrome();
// That of the dashboard that the page is about.
startZone(document.querySelector("main [data-zone]")?.dataset.zone);
tell();
onZone(tellTimes);
document.addEventListener("htmx:afterSwap", tell);

function tell() {
  tellTimes();
  for (const span of document.querySelectorAll("main [data-seconds]"))
    span.textContent = formatSpan(Number(span.dataset.seconds) * 1000);
}
