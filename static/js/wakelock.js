/** Keeps the screen from going dark, where the browser can. */

export function stayAwake() {
  const ask = async () => {
    if (document.hidden || !navigator.wakeLock) return;
    // Forbidden, or a battery that is nearly empty: the screen goes dark then.
    await navigator.wakeLock.request("screen").catch(() => {});
  };
  // It is lost whenever the page is not seen.
  document.addEventListener("visibilitychange", ask);
  ask();
}
