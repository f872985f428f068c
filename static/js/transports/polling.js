/**
 * Live frames by requests that the server answers as soon as there is something new: what
 * works wherever pages do.
 */

import { get } from "../api.js";

/** How long the server may keep a request waiting, in seconds. */
const WAIT = 25;

/**
 * @param {import("./sse.js").What} what
 * @param {import("./sse.js").Handlers} handlers
 * @param {typeof get} [ask]
 * @returns {{close(): void}}
 */
export function openPolling({ series, cursor }, { onFrame, onResync, onClose }, ask = get) {
  const closing = new AbortController();
  let from = cursor;
  // The first answer proves the connection, so it may not wait for readings.
  let wait = 0;
  const poll = async () => {
    const params = { series, cursor: from ?? undefined, wait };
    const frame = await ask("/api/poll", params, closing.signal);
    if (closing.signal.aborted) return;
    from = frame.cursor ?? from;
    wait = WAIT;
    if (frame.resync) onResync(from);
    else onFrame(frame);
  };
  const run = async () => {
    try {
      while (!closing.signal.aborted) await poll();
    } catch {
      if (!closing.signal.aborted) onClose();
    }
  };
  run();
  return { close: () => closing.abort() };
}
