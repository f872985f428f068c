/**
 * Asks whether a dashboard has changed, and shows it anew when it has; the range stands in the
 * address. Beside it stands how its file is, where it has one.
 *
 * @typedef {{path: string, state: string, problem: string}} File
 */

import { get } from "./api.js";

const EVERY = 1_000;
const GONE = { version: null, file: null };
let watching = true;

/** Whether to ask: not while the dashboard goes, or gets another address. @param {boolean} yes */
export const watch = (yes) => (watching = yes);

/**
 * @param {string} slug
 * @param {number} version the one on the page
 * @param {{onFile?: (file: File | null) => void, onNewer?: (version: number) => void,
 *   onGone?: () => void}} [how] `onGone`: there is no such dashboard any more, and no more asking
 */
export function watchVersion(slug, version, { onFile, onNewer = () => location.reload(), onGone } = {}) {
  const look = async () => {
    const newest = document.hidden || !watching ? null : await ask(slug);
    if (newest === GONE && watching) {
      onGone?.();
      return;
    }
    if (newest) onFile?.(newest.file);
    if (newest?.version && newest.version !== version) {
      version = newest.version;
      onNewer(version);
    }
    setTimeout(look, EVERY);
  };
  setTimeout(look, EVERY);
}

/** A server that cannot be reached now is asked again. */
async function ask(slug) {
  try {
    return await get("/api/newest", { dashboard: slug });
  } catch (error) {
    return error.status === 404 ? GONE : null;
  }
}
