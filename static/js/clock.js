/**
 * The server's time in the browser. A clock that is minutes off would push the newest readings
 * off the plot; one that is milliseconds off is not worth a correction that jitters.
 */

const WORTH_CORRECTING = 1000;

let offset = 0;

/** Now in epoch milliseconds, as the server counts. */
export const now = () => Date.now() + offset;

/**
 * Learn from an answer what time it is on the server.
 * @param {number} serverTime the moment that the server called "now"
 * @param {number} sent the browser's clock when the request left
 * @param {number} received and when the answer was there
 */
export function learn(serverTime, sent, received) {
  const middle = (sent + received) / 2;
  const difference = serverTime - middle;
  offset = Math.abs(difference) > Math.max(WORTH_CORRECTING, received - sent) ? difference : 0;
}
