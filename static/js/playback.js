/**
 * Which moment a board shows: the one that is now, the one at which it was paused, or one of a
 * stretch that is replayed. What comes live meanwhile is kept and counted.
 */

import * as clock from "./clock.js";
import { Replay } from "./replay.js";
import { Tally } from "./tally.js";
import { between, following } from "./timerange.js";

/** What ends so near to now is as good as live, in lengths of the range. */
const NEAR = 0.25;

export class Playback {
  #board;
  #pausedAt = null;
  #later = new Tally();

  /** @param {import("./board.js").Board} board */
  constructor(board) {
    this.#board = board;
    /** @type {Replay | null} */
    this.replay = null;
  }

  /** Now, or when it was paused. */
  now() {
    return this.#pausedAt ?? clock.now();
  }

  get isPaused() {
    return this.#pausedAt !== null;
  }

  /** Readings that came and are not shown. */
  get missed() {
    const { live } = this.#board;
    return live.paused ? live.missed : this.#later.count;
  }

  /** Frames go on while a range that ends is shown. */
  count(frame, until) {
    if (Number.isFinite(until)) this.#later.add(frame, until);
  }

  pause() {
    this.#pausedAt = clock.now();
    this.#board.live.pause();
  }

  resume() {
    this.endReplay();
    this.#pausedAt = null;
    this.#board.live.resume();
  }

  /** Another range is shown from its end on. */
  rangeChanged() {
    this.endReplay();
    this.#later = new Tally();
    this.#pausedAt = null;
  }

  /** Play the stretch that is shown. */
  startReplay() {
    const board = this.#board;
    const span = board.span();
    if (!span) return;
    if (board.follows && !this.isPaused) this.pause();
    this.replay = new Replay({ ...span }, () => this.#moved());
    this.replay.play();
  }

  /** The whole stretch again, standing still. */
  endReplay() {
    if (!this.replay) return;
    this.replay.stop();
    this.replay = null;
    this.#show(Infinity);
  }

  #moved() {
    const { position, span } = this.replay;
    this.#show(position >= span.end ? Infinity : position);
  }

  #show(until) {
    for (const panel of this.#board.panels) panel.showUntil(until);
    this.#board.onChange();
  }

  /** What happens now, in a range as long as this one. */
  goLive() {
    const board = this.#board;
    if (board.follows) this.resume();
    else board.setRange(following(board.span()));
  }

  /** Another stretch of the same length, so many lengths later; live when that reaches now. */
  move(lengths) {
    const board = this.#board;
    const span = board.span();
    if (!span) return;
    const length = span.end - span.start;
    const by = lengths * length;
    // Steps back and on again lead to now, though that has moved on meanwhile.
    const nearNow = span.end + by > clock.now() - NEAR * length;
    if (!nearNow) board.setRange(between(span.start + by, span.end + by));
    else if (by > 0 && !board.follows) this.goLive();
  }
}
