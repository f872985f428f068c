/** Shows a dashboard anew when its definition has changed; the range stands in the address. */

import { get } from "./api.js";

const EVERY = 5_000;

/**
 * @param {string} slug
 * @param {number} version the one on the page
 */
export function watchVersion(slug, version) {
  setInterval(async () => {
    if (document.hidden) return;
    // A server that cannot be reached now is asked again.
    const newest = await get(`/api/dashboards/${slug}`).catch(() => null);
    if (newest && newest.version !== version) location.reload();
  }, EVERY);
}
