/** The variables of a dashboard, in one line below the top bar, and what is chosen of them. */

import { addressParams, changeAddress, onAddress } from "./address.js";
import { get } from "./api.js";
import { askedOf, PREFIX } from "./choices.js";
import { must } from "./dom.js";
import { worded } from "./i18n.js";
import { VariableDrop } from "./variabledrop.js";

/** New values are looked for so often, in ms. */
const EVERY = 5000;

export class VariableBar {
  #slug;
  #onShown;
  #drops = new Map();
  #answered = "";
  #asking = null;

  /**
   * @param {{slug: string, variables: import("./choices.js").Variable[], panels: object[]}} definition
   * @param {(panels: object[]) => void} onShown other panels, or others of their series
   */
  constructor({ slug, variables, panels }, onShown) {
    this.#slug = slug;
    this.#onShown = onShown;
    this.#answered = JSON.stringify({ variables, panels });
    if (!variables.length) return;
    this.#fill(variables);
    onAddress(() => this.#reload());
    setInterval(() => document.hidden || this.#reload(), EVERY);
  }

  /** The variables as they are now. */
  get variables() {
    return JSON.parse(this.#answered).variables;
  }

  /** What the address says of variables, for requests. */
  get asked() {
    return askedOf(addressParams());
  }

  #fill(variables) {
    const how = {
      onChoose: (name, values) => this.#choose(name, values),
      find: (name, text) => this.#find(name, text),
    };
    for (const variable of variables) {
      const known = this.#drops.get(variable.name);
      if (known) known.set(variable);
      else this.#drops.set(variable.name, new VariableDrop(variable, how));
    }
    const bar = must("#variables");
    bar.hidden = false;
    if (!bar.children.length) bar.append(...[...this.#drops.values()].map(({ element }) => element));
  }

  #choose(name, values) {
    changeAddress({ [`${PREFIX}${name}`]: values });
    this.#reload();
  }

  async #find(name, search) {
    const found = await this.#get({ of: name, search }).catch(() => null);
    return found?.variables.find((one) => one.name === name);
  }

  #get(more, signal) {
    return get(`/api/dashboards/${this.#slug}/variables`, { ...worded(), ...this.asked, ...more }, signal);
  }

  /** What the address asks for now; the newest question counts. */
  async #reload() {
    this.#asking?.abort();
    const asking = (this.#asking = new AbortController());
    // A server that cannot be reached now is asked again.
    const answer = await this.#get({}, asking.signal).catch(() => null);
    if (!answer || asking.signal.aborted) return;
    const text = JSON.stringify({ variables: answer.variables, panels: answer.panels });
    if (text === this.#answered) return;
    const before = JSON.stringify(JSON.parse(this.#answered).panels);
    this.#answered = text;
    this.#fill(answer.variables);
    if (JSON.stringify(answer.panels) !== before) this.#onShown(answer.panels);
  }
}
