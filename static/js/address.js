/** State of a page that stands in its address beside the range, so that a link shows the same. */

const listeners = new Set();

addEventListener("popstate", () => {
  for (const listener of listeners) listener();
});

/** Call when back or forward has led to another address. @param {() => void} listener */
export const onAddress = (listener) => listeners.add(listener);

/** The address' parameters now. */
export const addressParams = () => new URLSearchParams(location.search);

/**
 * Another address, a step of its own for back and forward.
 * @param {Record<string, string | string[] | null>} changes null or nothing takes one away
 */
export function changeAddress(changes) {
  const address = new URL(location.href);
  for (const [name, values] of Object.entries(changes)) {
    address.searchParams.delete(name);
    for (const value of [values ?? []].flat()) address.searchParams.append(name, value);
  }
  if (address.href !== location.href) history.pushState({ depth: 0 }, "", address);
}
