/**
 * What was done, to be undone and done again. States are plain values that nobody changes in
 * place. Changes of the same part that follow each other soon, such as the letters of a word,
 * make one step.
 */

/** Changes of one part within so many ms make one step. */
const GATHER = 1500;
const MOST = 200;

export class UndoStack {
  #before = [];
  #after = [];
  #part = "";
  #at = -Infinity;
  #now;

  /**
   * @param {any} state
   * @param {() => number} [now] in ms
   */
  constructor(state, now = () => performance.now()) {
    this.state = state;
    this.#now = now;
  }

  /** All that it knows, as a plain value of at most so many steps each way. @param {number} most */
  steps(most) {
    return { before: this.#before.slice(-most), state: this.state, after: this.#after.slice(-most) };
  }

  /** Go on with what another stack knew. @param {ReturnType<UndoStack["steps"]>} steps */
  take({ before, state, after }) {
    this.#before = before;
    this.#after = after;
    this.state = state;
  }

  get canUndo() {
    return this.#before.length > 0;
  }

  get canRedo() {
    return this.#after.length > 0;
  }

  /**
   * A new state.
   * @param {any} state
   * @param {string} [part] what was changed; "" is always a step of its own
   */
  push(state, part = "") {
    const now = this.#now();
    const goesOn = part !== "" && part === this.#part && now - this.#at < GATHER;
    if (!goesOn) this.#before = [...this.#before, this.state].slice(-MOST);
    this.#after = [];
    this.#part = part;
    this.#at = now;
    this.state = state;
  }

  /** @returns {boolean} whether there was anything to undo */
  undo() {
    return this.#move(this.#before, this.#after);
  }

  /** @returns {boolean} whether there was anything to do again */
  redo() {
    return this.#move(this.#after, this.#before);
  }

  #move(from, to) {
    if (!from.length) return false;
    to.push(this.state);
    this.state = from.pop();
    this.#part = "";
    return true;
  }
}
