/**
 * History and live as one: subscribe first, wait for the first event, query, then apply the
 * frames that came meanwhile. Who knows a cursor from before does both at once. After a lost connection it goes on from its cursor; told to
 * resync, it queries again.
 *
 * @typedef {import("./frames.js").Frame} Frame
 * @typedef {"connecting" | "live" | "waiting" | "stopped"} Connection
 *
 * @typedef {Object} Options
 * @property {(what: {series: Array<string | number>, cursor: string | null}, handlers:
 *   import("./transports/sse.js").Handlers) => {close(): void}} open the transport
 * @property {(signal: AbortSignal) => Promise<any>} load query the window
 * @property {(answer: any) => void} onAnswer
 * @property {(frame: Frame) => void} onFrame
 * @property {(id: string) => boolean} [knows] whether a series is one of those that are shown
 * @property {(error: Error) => void} [onError] the query failed
 * @property {() => void} [onState] `connection`, `paused` or `missed` changed
 * @property {{setTimeout: Function, clearTimeout: Function}} [timers]
 */

import { asksAgain, partOf } from "./frames.js";
import { Held } from "./held.js";
import { learnAll } from "./statetexts.js";

/** Waits before another attempt, in ms; each is shortened by chance: not all pages come at once. */
const BACK_OFF = [250, 500, 1000, 2000, 4000, 8000, 15000];
/** A page whose stream does not begin shows its history all the same. */
const PATIENCE = 5000;
/** Queries again after a change come together, not one for each. */
const GATHER = 250;
export class Live {
  #options;
  #timers;
  #series = [];
  #cursor = null;
  #transport = null;
  #loading = null;
  #held = new Held();
  #attempts = 0;
  #failed = false;
  #resumed = false;
  #loaded = false;
  #retryTimer;
  #patienceTimer;
  #reloadTimer;

  /** @param {Options} options */
  constructor(options) {
    this.#options = options;
    this.#timers = options.timers ?? globalThis;
    /** @type {Connection} */
    this.connection = "stopped";
    this.paused = false;
    /** Readings that the server left out of frames as this page did not keep up, and how often it
     * said to ask again for all. They were asked for again. */
    this.dropped = 0;
    this.resyncs = 0;
    this.#missed = new Held();
  }

  #missed;

  /** Readings that came while paused. */
  get missed() {
    return this.#missed.count;
  }

  /** @param {Array<string | number>} series ids or selectors */
  start(series) {
    this.stop();
    this.#series = series;
    this.#patienceTimer = this.#later(
      () => this.#loaded || this.#loading || this.reload(),
      PATIENCE,
    );
    this.#connect();
  }

  /**
   * Other series from now on: a new subscription and a new query.
   * @param {Array<string | number>} series
   * @param {string | null} [cursor] of a moment that is over: the query need not wait for the
   *   subscription, which begins there
   */
  follow(series, cursor = null) {
    this.#cursor = cursor;
    this.#loaded = false;
    this.start(series);
    if (cursor && !this.#loading) this.reload();
  }

  /**
   * These series from now on, in place of those that were asked for: one that the server refuses
   * would refuse all, and what stands for a variable is known by the answer alone.
   */
  settle(series) {
    if (series.join() === this.#series.join()) return;
    const known = new Set(this.#series);
    this.#series = series;
    if (series.some((one) => !known.has(one))) this.#anew();
    else if (this.connection === "waiting") this.wake();
  }

  stop() {
    this.#disconnect();
    this.#loading?.abort();
    this.#loading = null;
    for (const timer of [this.#patienceTimer, this.#reloadTimer]) this.#timers.clearTimeout(timer);
    this.#reloadTimer = undefined;
    this.#set("stopped");
  }

  /** Let the connection go but keep the cursor, for as long as nobody is looking. */
  suspend() {
    this.#disconnect();
    this.#set("stopped");
  }

  /** Come back from the cursor. */
  wake() {
    if (this.connection !== "live" && this.connection !== "connecting") this.#anew();
  }

  #anew() {
    this.#disconnect();
    this.#attempts = 0;
    this.#connect();
  }

  pause() {
    this.paused = true;
    this.#missed = new Held();
    this.#options.onState?.();
  }

  /** Go on with what came meanwhile, or with another query where that is not enough. */
  resume() {
    const { frames, asksAgain: isShort } = this.#missed;
    this.paused = false;
    this.#missed = new Held();
    this.#options.onState?.();
    if (isShort || !this.#loaded || this.#failed) this.reload();
    else for (const frame of frames) this.#hand(frame);
  }

  /** Query the window again now; an earlier query that is still under way is given up. */
  async reload() {
    this.#loading?.abort();
    const loading = new AbortController();
    this.#loading = loading;
    this.#held = new Held();
    try {
      const answer = await this.#options.load(loading.signal);
      if (this.#loading === loading) this.#finish(answer);
    } catch (error) {
      if (this.#loading !== loading) return;
      this.#loading = null;
      this.#failed = true;
      this.#options.onError?.(error);
    }
  }

  #finish(answer) {
    const held = this.#held;
    this.#loading = null;
    this.#held = new Held();
    this.#failed = false;
    this.#loaded = true;
    this.#options.onAnswer(answer);
    for (const frame of held.frames) this.#hand(frame);
    if (held.asksAgain) this.#reloadSoon();
  }

  #reloadSoon() {
    this.#reloadTimer ??= this.#later(() => {
      this.#reloadTimer = undefined;
      if (!this.paused) this.reload();
    }, GATHER);
  }

  #connect() {
    if (!this.#series.length) {
      this.#set("stopped");
      if (!this.#loaded) this.reload();
      return;
    }
    this.#set("connecting");
    this.#resumed = this.#cursor !== null;
    const transport = this.#options.open(
      { series: this.#series, cursor: this.#cursor },
      {
        onFrame: (frame) => this.#transport === transport && this.#receive(frame),
        onResync: (cursor) => this.#transport === transport && this.#resync(cursor),
        onClose: () => this.#transport === transport && this.#retry(),
      },
    );
    this.#transport = transport;
  }

  #disconnect() {
    this.#timers.clearTimeout(this.#retryTimer);
    this.#transport?.close();
    this.#transport = null;
  }

  #retry() {
    this.#disconnect();
    const longest = BACK_OFF[Math.min(this.#attempts, BACK_OFF.length - 1)];
    this.#attempts += 1;
    this.#set("waiting");
    if (!this.#loaded && !this.#loading) this.reload();
    this.#retryTimer = this.#later(() => this.#connect(), longest * (0.5 + Math.random() / 2));
  }

  /**
   * The first event of a connection proves it; without history it is the time to query.
   * @returns {boolean} whether it did: the answer then has what the event brought
   */
  #proven(cursor) {
    if (cursor) this.#cursor = cursor;
    this.#attempts = 0;
    if (this.connection === "live") return false;
    this.#set("live");
    // Without a cursor to go on from, what came between an earlier query and now is not known.
    if (this.#resumed && (this.#loaded || this.#loading) && !this.#failed) return false;
    this.reload();
    return true;
  }

  #receive(frame) {
    this.dropped += frame.dropped ?? 0;
    learnAll(frame.states);
    if (this.#proven(frame.cursor)) return;
    if (this.paused) {
      this.#keep(frame);
      return;
    }
    if (this.#loading) this.#held.add(frame);
    if (!this.#loaded) return;
    const own = this.#hand(frame);
    if (!this.#loading && asksAgain(own)) this.#reloadSoon();
  }

  /** @returns {Frame} what of it is shown here, if only because that is known by now */
  #hand(frame) {
    const own = this.#part(frame);
    this.#options.onFrame(own);
    return own;
  }

  #part(frame) {
    return this.#options.knows ? partOf(frame, this.#options.knows) : frame;
  }

  #resync(cursor) {
    this.resyncs += 1;
    if (this.#proven(cursor)) return;
    if (this.paused) this.#missed.asksAgain = true;
    else this.#reloadSoon();
  }

  #keep(frame) {
    const before = this.missed;
    this.#missed.add(this.#part(frame));
    if (this.missed !== before) this.#options.onState?.();
  }

  #set(connection) {
    if (this.connection === connection) return;
    this.connection = connection;
    this.#options.onState?.();
  }

  #later(call, ms) {
    return this.#timers.setTimeout(call, ms);
  }
}
