/** What somebody with an account chooses for all pages is kept with the account. */

/** @param {{zone?: string, theme?: string}} fields those that change */
export function keepPreference(fields) {
  // Only pages of an account say what it prefers.
  if (document.documentElement.dataset.zone === undefined) return;
  fetch("/api/preferences", {
    method: "PATCH",
    credentials: "same-origin",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(fields),
    keepalive: true,
  }).catch(() => {
    // The choice holds for this page; the next one asks the account again.
  });
}
