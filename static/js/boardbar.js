/** The controls of a board in the top bar: range, live state, the way back from a zoom. */

import { must } from "./dom.js";
import { LiveButton } from "./livebutton.js";
import { RangePicker } from "./rangepicker.js";
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
  back.addEventListener("click", () => board.back());
  onTokens(() => board.refresh());
  const update = () => {
    liveButton.update();
    picker.update();
    back.hidden = board.history.depth === 0;
  };
  update();
  return { update, keys: keysOf(board, live) };
}

const keysOf = (board, live) => [
  { key: "p", label: "Pause, or go on live", run: () => live.click() },
  { key: "t", label: "Choose the time range", run: () => openFrom(must("#range")) },
  { key: "z", label: "Zoom out", run: () => board.back() },
];

/** Tab goes on from a button into what it opens, and only from there. */
function openFrom(button) {
  button.focus();
  button.click();
}
