/** The controls of a board in the top bar: range, live state, the way back from a zoom. */

import { must } from "./dom.js";
import { focusedPanel } from "./focused.js";
import { t } from "./i18n.js";
import { LiveButton } from "./livebutton.js";
import { openTable } from "./panelmenu.js";
import { RangePicker } from "./rangepicker.js";
import { ReplayBar } from "./replaybar.js";
import { onTokens } from "./tokens.js";

/**
 * @param {import("./board.js").Board} board
 * @returns {{update: () => void, keys: import("./keys.js").Key[]}}
 */
export function wireBoardBar(board) {
  const back = must("#zoom-out");
  const live = must("#live");
  const liveButton = new LiveButton(live, board);
  const picker = new RangePicker(must("#range"), board);
  const replayBar = new ReplayBar(board);
  const replay = must("#replay");
  replay.addEventListener("click", () => replayBar.open());
  back.addEventListener("click", () => board.back());
  onTokens(() => board.refresh());
  const update = () => {
    liveButton.update();
    picker.update();
    replayBar.update();
    back.hidden = board.history.depth === 0;
  };
  update();
  return { update, keys: keysOf(board, live, replayBar) };
}

const keysOf = (board, live, replayBar) => [
  {
    key: "p",
    label: t("Pause, or go on live"),
    run: () => (board.playback.replay ? replayBar.toggle() : live.click()),
  },
  { key: "t", label: t("Choose the time range"), run: () => openFrom(must("#range")) },
  { key: "z", label: t("Zoom out"), run: () => board.back() },
  { key: "+", label: t("Zoom in around the middle"), run: () => board.zoom(1 / 2) },
  { key: "-", label: t("Zoom out around the middle"), run: () => board.zoom(2) },
  { key: "[", label: t("Back in time by half a range"), run: () => board.playback.move(-0.5) },
  {
    key: "]",
    label: t("On in time by half a range, at last live"),
    run: () => board.playback.move(0.5),
  },
  { key: "r", label: t("Replay this range, or end the replay"), run: () => replayBar.open() },
  { key: "n", label: t("Data table of the panel that has the focus"), run: () => openFocused(board) },
];

function openFocused({ panels }) {
  const panel = focusedPanel(panels);
  if (panel && !document.querySelector("dialog[open]")) openTable(panel);
}

/** Tab goes on from a button into what it opens, and only from there. */
function openFrom(button) {
  button.focus();
  button.click();
}
