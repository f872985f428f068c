/** The transports that a browser has, the best one first. */

import { Ladder } from "./ladder.js";
import { openPolling } from "./transports/polling.js";
import { openSse } from "./transports/sse.js";
import { openWebSocket } from "./transports/websocket.js";

const RUNGS = [
  { name: "server-sent events", open: openSse },
  { name: "WebSocket", open: openWebSocket },
  { name: "polling", open: openPolling },
];
/** A server that takes longer is away, in ms. */
const ANSWERS_IN = 3000;

/** Whether it is the server that is away, or only a transport that does not come through. */
async function reachable() {
  try {
    return (await fetch("/health", { signal: AbortSignal.timeout(ANSWERS_IN) })).ok;
  } catch {
    return false;
  }
}

/** A stream that chooses its transport by itself. */
export const ownStream = () => new Ladder({ rungs: RUNGS, reachable });
