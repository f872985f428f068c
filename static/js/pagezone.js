/**
 * Which time zone a page tells times in: that of the address (`zone=`), else the dashboard's,
 * else what somebody chose for all pages (kept with the account, or in the browser), else the
 * browser's own.
 */

import { addressParams, changeAddress, onAddress } from "./address.js";
import { keepPreference } from "./preference.js";
import { isZone, setZone } from "./zone.js";

const KEY = "livecurve.zone";

let dashboard = "";

const ofAddress = () => known(addressParams().get("zone"));
const known = (name) => (isZone(name ?? "") ? name : "");

/** The zone chosen for all pages; "" is the browser's. */
export function preferredZone() {
  const { zone } = document.documentElement.dataset;
  if (zone !== undefined) return known(zone);
  try {
    return known(localStorage.getItem(KEY));
  } catch {
    return "";
  }
}

/** The zone without one in the address. */
export const usualZone = () => known(dashboard) || preferredZone();

const apply = () => setZone(ofAddress() || usualZone());

/** @param {string} [zone] that of the dashboard */
export function startZone(zone = "") {
  dashboard = zone;
  onAddress(apply);
  apply();
}

/** For this page, in its address. @param {string} zone "" is the usual one again */
export function chooseZone(zone) {
  changeAddress({ zone: zone || null });
  apply();
}

/** For all pages. @param {string} zone "" is the browser's */
export function preferZone(zone) {
  const { dataset } = document.documentElement;
  if (dataset.zone !== undefined) dataset.zone = zone;
  keepPreference({ zone });
  try {
    localStorage.setItem(KEY, zone);
  } catch {
    // Storage can be forbidden: the choice then holds for this page.
  }
  changeAddress({ zone: null });
  apply();
}
