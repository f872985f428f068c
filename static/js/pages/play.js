/** A playlist: its dashboards one after another, on the whole screen. */

import { get } from "../api.js";
import { embedded, must, setText } from "../dom.js";
import { t } from "../i18n.js";
import { Rotation } from "../rotation.js";
import { sceneOf } from "../scene.js";
import { stayAwake } from "../wakelock.js";

/** The controls go when nobody has touched anything for so long, in ms. */
const QUIET = 3_000;
/** A playlist that is changed is played as it is then; so often it is looked at. */
const LOOK = 30_000;

const playlist = embedded("definition");
const stage = must("#stage");
const pause = must("#pause");
const controls = must("#controls");

const rotation = new Rotation({
  entries: playlist.entries,
  load: (entry) => sceneOf(stage, entry),
  onShown: (entry, place) => {
    setText(must("#shown"), entry.title);
    const values = { place: place + 1, count: rotation.count };
    setText(must("#place"), t("{place} of {count}", values));
  },
});

function turnPause() {
  rotation.pause();
  pause.setAttribute("aria-pressed", String(rotation.paused));
  must(".icon", pause).className = `icon icon-${rotation.paused ? "play" : "pause"}`;
}

const KEYS = {
  ArrowRight: () => rotation.go(1),
  ArrowLeft: () => rotation.go(-1),
  " ": turnPause,
  p: turnPause,
  f: () => document.documentElement.requestFullscreen?.().catch(() => {}),
  Escape: () => location.assign("/playlists/"),
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || !(event.key in KEYS)) return;
  // A button that is focused is pressed by space as everywhere.
  if (event.key === " " && event.target instanceof HTMLButtonElement) return;
  event.preventDefault();
  KEYS[event.key]();
});
must("#next").addEventListener("click", () => rotation.go(1));
must("#previous").addEventListener("click", () => rotation.go(-1));
pause.addEventListener("click", turnPause);

let quiet;
function touched() {
  controls.removeAttribute("data-quiet");
  clearTimeout(quiet);
  quiet = setTimeout(() => controls.setAttribute("data-quiet", ""), QUIET);
}
for (const kind of ["pointermove", "pointerdown", "keydown"]) addEventListener(kind, touched);

async function look() {
  const newest = await get(`/api/playlists/${playlist.slug}`).catch(() => null);
  if (!newest) return;
  const wasEmpty = rotation.count === 0;
  rotation.replace(newest.entries);
  must("#nothing").hidden = newest.entries.length > 0;
  if (wasEmpty) rotation.start();
}

must("#nothing").hidden = playlist.entries.length > 0;
touched();
stayAwake();
rotation.start();
setInterval(look, LOOK);
