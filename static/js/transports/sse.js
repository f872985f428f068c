/**
 * Live frames as server-sent events. The connection is made once: coming back after a failure,
 * with a cursor and with back-off, is the business of `live.js`.
 *
 * @typedef {Object} Frame
 * @property {string} cursor
 * @property {Record<string, Array<[number, number]>>} [series] readings later than all before
 * @property {Record<string, Array<[number, number]>>} [changed] stretches to ask for again
 * @property {Array<{id: number, name: string}>} [added]
 * @property {number} [dropped] readings that were left out of `series`, all within `changed`
 *
 * @typedef {Object} What
 * @property {Array<string | number>} series ids or selectors
 * @property {string | null} cursor where to go on, or null to begin now
 *
 * @typedef {Object} Handlers
 * @property {(frame: Frame) => void} onFrame
 * @property {(cursor: string | null) => void} onResync
 * @property {() => void} onClose the connection is gone and will not come back by itself
 */

import { url } from "../api.js";

/**
 * @param {What} what
 * @param {Handlers} handlers
 * @returns {{close(): void}}
 */
export function openSse({ series, cursor }, { onFrame, onResync, onClose }) {
  const source = new EventSource(url("/live", { series, cursor: cursor ?? undefined }));
  source.addEventListener("readings", (event) => onFrame(JSON.parse(event.data)));
  source.addEventListener("resync", (event) => onResync(cursorOf(event)));
  source.addEventListener("error", () => {
    source.close();
    onClose();
  });
  return { close: () => source.close() };
}

function cursorOf(event) {
  const data = event.data ? JSON.parse(event.data) : {};
  return data.cursor ?? event.lastEventId ?? null;
}
