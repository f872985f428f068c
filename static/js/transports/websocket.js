/**
 * Live frames by WebSocket, for where something on the way holds server-sent events back. As
 * with them the connection is made once.
 */

import { socketUrl } from "../api.js";

/**
 * @param {import("./sse.js").What} what
 * @param {import("./sse.js").Handlers} handlers
 * @returns {{close(): void}}
 */
export function openWebSocket({ series, cursor }, { onFrame, onResync, onClose }) {
  const socket = new WebSocket(socketUrl("/ws/live"));
  socket.addEventListener("open", () => {
    const subscribe = series.map((one) => (/^\d+$/.test(one) ? Number(one) : one));
    socket.send(JSON.stringify({ subscribe, ...(cursor === null ? {} : { cursor }) }));
  });
  socket.addEventListener("message", ({ data }) => {
    const frame = JSON.parse(data);
    // An empty message says that the server is still there.
    if (frame.error || !frame.cursor) return;
    if (frame.resync) onResync(frame.cursor);
    else onFrame(frame);
  });
  socket.addEventListener("close", () => onClose());
  return { close: () => socket.close() };
}
