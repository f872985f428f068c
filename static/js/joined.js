/**
 * Many streams as one: browsers allow six connections to a server, and every tab needs its
 * readings. The one stream follows what all ask for together; who joins is let in at once when
 * that has its series, otherwise the stream is opened anew from where it was. Like a transport
 * it is opened with what to follow and handlers; who follows selectors may also be told of
 * what others follow.
 *
 * @typedef {import("./transports/sse.js").Handlers} Handlers
 * @typedef {import("./transports/sse.js").What} What
 * @typedef {Object} Member
 * @property {What} what
 * @property {Set<string> | null} ids null for who follows selectors
 * @property {Handlers} handlers
 * @property {boolean} begun whether it had an event
 * @property {boolean} behind whether it missed what the stream will not tell again
 */

import { isEarlier } from "./cursor.js";
import { partOf, withoutAdded } from "./frames.js";

/** Series that one stream takes, as on the server. */
const MOST = 200;
/** Those who come together are let in together, in ms. */
const GATHER = 20;
/** A stream that follows too much is opened anew after so long, in ms. */
const TIDY = 2000;
/** Tabs that were cut off together come back one by one: the stream goes back for so long. */
const GO_BACK = 30_000;

export class Joined {
  #open;
  #timers;
  /** Who is waiting for the next opening. @type {Set<Member>} */
  #waiting = new Set();
  /** Who gets the frames. @type {Set<Member>} */
  #members = new Set();
  #stream = null;
  #series = new Set();
  /** Where the stream is, null until it has begun. */
  #cursor = null;
  /** From where on it was opened, while it may go back there. */
  #from = null;
  #opening;
  #settling;

  /**
   * @param {(what: What, handlers: Handlers) => {close(): void}} open the one stream
   * @param {{setTimeout: Function, clearTimeout: Function}} [timers]
   */
  constructor(open, timers = globalThis) {
    this.#open = open;
    this.#timers = timers;
  }

  /**
   * @param {What} what
   * @param {Handlers} handlers
   */
  open(what, handlers) {
    // The server refuses more on one stream: whoever comes too late has one alone.
    if (union([...this.#followed(), what]).size > MOST) return this.#open(what, handlers);
    const ids = idsOf(what);
    const member = { what, ids, handlers, begun: false, behind: this.#isBehind(what) };
    if (this.#covers(member)) this.#letIn(member);
    else {
      this.#waiting.add(member);
      this.#reopenIn(GATHER);
    }
    return { close: () => this.#leave(member) };
  }

  #isBehind({ cursor }) {
    if (cursor === null || this.#cursor === null || !isEarlier(cursor, this.#cursor)) return false;
    return this.#from === null || isEarlier(cursor, this.#from);
  }

  #covers({ what: { series, cursor }, behind }) {
    if (this.#cursor === null) return false;
    const goesBack = cursor !== null && !behind && cursor !== this.#cursor;
    return !goesBack && series.every((one) => this.#series.has(String(one)));
  }

  #letIn(member) {
    this.#members.add(member);
    // Later, as every stream begins later than it is opened.
    this.#timers.setTimeout(() => {
      const waits = this.#members.has(member) && !member.begun && this.#cursor !== null;
      if (waits) tell(member, this.#cursor, "onFrame", { cursor: this.#cursor });
    }, 0);
  }

  #reopenIn(ms) {
    this.#timers.clearTimeout(this.#opening);
    this.#opening = this.#timers.setTimeout(() => this.#reopen(), ms);
  }

  #leave(member) {
    this.#waiting.delete(member);
    if (!this.#members.delete(member) || this.#waiting.size) return;
    if (!this.#members.size) this.#stop();
    else if (union(this.#followed()).size < this.#series.size) this.#reopenIn(TIDY);
  }

  #stop() {
    this.#stream?.close();
    this.#stream = null;
    this.#cursor = null;
    this.#from = null;
    this.#series = new Set();
  }

  #followed() {
    return [...this.#members, ...this.#waiting].map(({ what }) => what);
  }

  #reopen() {
    const from = earliest([
      this.#members.size ? (this.#cursor ?? this.#from) : null,
      ...[...this.#waiting].map(({ what, behind }) => (behind ? null : what.cursor)),
    ]);
    for (const member of this.#waiting) this.#members.add(member);
    this.#waiting.clear();
    this.#stop();
    if (!this.#members.size) return;
    this.#series = union(this.#followed());
    this.#from = from;
    this.#connect();
  }

  #connect() {
    const stream = this.#open(
      { series: [...this.#series], cursor: this.#from },
      {
        onFrame: (frame) => this.#stream === stream && this.#tell(frame.cursor, "onFrame", frame),
        onResync: (cursor) => this.#stream === stream && this.#tell(cursor, "onResync", cursor),
        onClose: () => this.#stream === stream && this.#closed(),
      },
    );
    this.#stream = stream;
    this.#timers.clearTimeout(this.#settling);
    this.#settling = this.#timers.setTimeout(() => (this.#from = null), GO_BACK);
  }

  #tell(cursor, handler, given) {
    this.#from ??= this.#cursor === null ? cursor : null;
    this.#cursor = cursor ?? this.#cursor;
    for (const member of this.#members) tell(member, this.#cursor, handler, given);
  }

  /** Everyone comes back in their own time, with their cursors. */
  #closed() {
    const members = [...this.#members];
    this.#members.clear();
    this.#stop();
    for (const { handlers } of members) handlers.onClose();
  }
}

/** Who is behind queries again, whatever the event was. */
function tell(member, cursor, handler, given) {
  const { handlers, behind } = member;
  Object.assign(member, { begun: true, behind: false });
  if (behind) handlers.onResync(cursor);
  else handlers[handler](handler === "onFrame" ? partFor(member, given) : given);
}

/** Which ids a selector means is not known here. */
function partFor({ ids }, frame) {
  return ids ? withoutAdded(partOf(frame, (id) => ids.has(id))) : frame;
}

function idsOf({ series }) {
  const ids = series.map(String);
  return ids.every((id) => /^\d+$/.test(id)) ? new Set(ids) : null;
}

const union = (wishes) => new Set(wishes.flatMap(({ series }) => series.map(String)));

function earliest(cursors) {
  const known = cursors.filter((cursor) => cursor !== null);
  return known.length ? known.reduce((a, b) => (isEarlier(b, a) ? b : a)) : null;
}
