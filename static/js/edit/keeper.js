/**
 * Keeps a draft on the server: soon after each change, one request at a time, and again until it
 * has come through.
 *
 * @typedef {"clean" | "waiting" | "saved" | "failed" | "elsewhere"} Keeping `elsewhere`: the same
 *   user has saved another one meanwhile
 */

/** A change is saved after so much quiet, in ms. */
const QUIET = 700;
const AGAIN = [2000, 5000, 10_000];

export class DraftKeeper {
  #send;
  #timers;
  #waiting = null;
  #sending = null;
  #timer;
  #failures = 0;
  /** There is nothing any more that it would be a draft of. */
  #isGone = false;

  /**
   * @param {{send: (definition: object, number: number) => Promise<{number: number, at: number,
   *   problems: object[]}>, number?: number, at?: number | null, onState: () => void,
   *   timers?: {setTimeout: Function, clearTimeout: Function}}} options
   */
  constructor({ send, number = 0, at = null, onState, timers = globalThis }) {
    this.#send = send;
    this.#timers = timers;
    this.onState = onState;
    this.number = number;
    /** When it was last saved, in ms; null while there is none. */
    this.at = at;
    /** @type {Keeping} */
    this.state = at === null ? "clean" : "saved";
    /** What keeps it from being published. @type {Array<{at: string, reason: string}>} */
    this.problems = [];
    /** Why it could not be saved. */
    this.reason = "";
  }

  /** @param {object} definition to be saved soon */
  note(definition) {
    this.#waiting = definition;
    if (this.state === "elsewhere" || this.#isGone) return;
    this.#set("waiting");
    this.#later(QUIET);
  }

  /** Whether there is anything that only this page has. */
  get isAhead() {
    return Boolean(this.#waiting || this.#sending);
  }

  /** Save at once what waits. */
  async flush() {
    this.#timers.clearTimeout(this.#timer);
    while (this.#sending) await this.#sending;
    if (this.#waiting) await this.#save();
  }

  /** Nothing is saved any more. */
  stop() {
    this.#timers.clearTimeout(this.#timer);
    this.#waiting = null;
  }

  /** Write over what was saved elsewhere. @param {number} number of that */
  async overwrite(number) {
    this.number = number;
    this.state = "waiting";
    await this.flush();
  }

  async #save() {
    const definition = this.#waiting;
    this.#waiting = null;
    this.#sending = this.#attempt(definition);
    await this.#sending;
    this.#sending = null;
    if (this.#waiting && this.state !== "elsewhere" && !this.#isGone) this.#later(this.#pause);
  }

  get #pause() {
    return this.#failures ? AGAIN[Math.min(this.#failures, AGAIN.length) - 1] : QUIET;
  }

  async #attempt(definition) {
    try {
      const saved = await this.#send(definition, this.number);
      Object.assign(this, { number: saved.number, at: saved.at, problems: saved.problems });
      this.#failures = 0;
      this.#set(this.#waiting ? "waiting" : "saved");
    } catch (error) {
      this.#waiting ??= definition;
      this.#failures += 1;
      this.reason = error.message;
      this.#isGone = error.status === 404;
      this.#set(error.data?.code === "conflict" ? "elsewhere" : "failed");
    }
  }

  #later(ms) {
    this.#timers.clearTimeout(this.#timer);
    this.#timer = this.#timers.setTimeout(() => this.#sending || this.#save(), ms);
  }

  #set(state) {
    this.state = state;
    this.onState();
  }
}
