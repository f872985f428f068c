/** A file of readings: chosen or dropped, its columns said, imported while others go on. */

import { get, isAbort, post, send } from "../api.js";
import { wireChrome } from "../chrome.js";
import { h, must, setText } from "../dom.js";
import { formatValue } from "../format.js";
import { t } from "../i18n.js";
import { upload } from "../upload.js";
import { UploadForm } from "../uploadform.js";
import { isAtWork, refusedItem, runItem } from "../uploadruns.js";

const LOOK_MS = 500;
const form = new UploadForm();
/** The upload whose columns are shown. */
let current = null;
let looking = 0;

function say(error) {
  must("#problem").hidden = !error;
  setText(must("#problem"), error?.message ?? "");
}

/** Do something, and say what went wrong where something did. */
async function attempt(work) {
  say(null);
  try {
    await work();
  } catch (error) {
    if (!isAbort(error)) say(error);
  }
}

async function take(file) {
  if (!file) return;
  const sending = upload(file, (share) => {
    must("#sending-bar").value = share;
    setText(must("#sending-share"), `${Math.floor(share * 100)} %`);
  });
  setText(must("#sending-name"), file.name);
  must("#sending-stop").onclick = sending.stop;
  must("#sending").hidden = false;
  await attempt(async () => show(await sending.done));
  must("#sending").hidden = true;
  must("#file").value = "";
}

function show(state) {
  current = state;
  must("#mapping").hidden = !state;
  must("#drop").hidden = Boolean(state);
  must("#tried").hidden = true;
  if (!state) return;
  setText(must("#file-name"), state.name);
  setText(must("#file-size"), formatValue(state.size, "B"));
  form.show(state.preview);
}

async function tryOut() {
  const { readings, rejected } = await post(`/api/imports/${current.id}/preview`, form.mapping);
  must("#tried").replaceChildren(
    h("h2", {}, t("First readings")),
    h("ul", {}, ...readings.map((one) => h("li", {}, `${one.time}  `, h("b", {}, String(one.value)), "  ", h("code", {}, one.series)))),
    ...(rejected.length ? [h("h2", {}, t("Refused")), h("ul", {}, ...rejected.map(refusedItem))] : []),
  );
  must("#tried").hidden = false;
}

async function begin() {
  await post(`/api/imports/${current.id}/start`, form.mapping);
  show(null);
  await look();
}

const actions = {
  onStop: (run) => attempt(async () => {
    await send("DELETE", `/api/imports/${run.id}`);
    await look();
  }),
  onForget: (run) => attempt(async () => {
    await send("DELETE", `/api/imports/${run.id}`);
    await look();
  }),
};

/** How all are; asked for again while one is at work. */
async function look() {
  clearTimeout(looking);
  const { imports } = await get("/api/imports");
  const runs = imports.filter(({ state }) => !["receiving", "uploaded"].includes(state));
  draw(runs);
  if (!current) {
    const waiting = imports.find(({ state }) => state === "uploaded");
    if (waiting && must("#sending").hidden) show(waiting);
  }
  if (runs.some(isAtWork)) looking = setTimeout(() => attempt(look), LOOK_MS);
}

const drawn = new Map();

/** Items stay while nothing of theirs changes: what is open or focused stays so. */
function draw(runs) {
  const items = runs.map((run) => {
    const text = JSON.stringify(run);
    const before = drawn.get(run.id);
    if (before?.text === text) return before.item;
    const item = runItem(run, actions);
    drawn.set(run.id, { text, item });
    return item;
  });
  must("#runs").replaceChildren(...items);
  must("#runs-section").hidden = !runs.length;
}

const drop = must("#drop");
for (const [kind, over] of [["dragover", true], ["dragleave", false], ["drop", false]]) {
  drop.addEventListener(kind, (event) => {
    event.preventDefault();
    drop.classList.toggle("over", over);
  });
}
drop.addEventListener("drop", (event) => take(event.dataTransfer?.files[0]));
must("#file").addEventListener("change", ({ target }) => take(target.files[0]));
must("#mapping").addEventListener("submit", (event) => {
  event.preventDefault();
  attempt(begin);
});
must("#try").addEventListener("click", () => attempt(tryOut));
must("#discard").addEventListener("click", () => {
  const { id } = current;
  attempt(async () => {
    await send("DELETE", `/api/imports/${id}`);
    show(null);
  });
});
wireChrome();
attempt(look);
