/**
 * Panels that share a range, a crosshair and one live stream. The range lives in the address,
 * so that back, forward and a copied link show the same stretch.
 *
 * @typedef {import("./timerange.js").Range} Range
 * @typedef {import("./timerange.js").Span} Span
 *
 * @typedef {Object} PanelHost what a panel asks of its board
 * @property {import("./crosshair.js").Crosshair} crosshair
 * @property {() => Span | null} span the x axis now
 * @property {() => number} until readings from here on are not shown: a fixed range's end
 * @property {() => number} now
 * @property {boolean} isLive whether curves go on up to now
 * @property {(from: number, to: number) => void} select zoom in
 * @property {() => void} back zoom out
 * @property {(factor: number, part?: number) => void} zoom around a part of the width, below 1 nearer
 * @property {(lengths: number) => void} move along, in lengths of the range
 * @property {() => void} retry
 * @property {() => void} showAll
 * @property {(panel: import("./panel.js").Panel) => void} showRaw
 * @property {() => void} resized
 * @property {(panel: import("./panel.js").Panel) => object[]} menu
 *
 * @typedef {Object} Source where the readings come from
 * @property {(what: {start: string | number, end: string | number, width: number, panels?:
 *   Array<number | string>}, signal?: AbortSignal) => Promise<any>} data
 * @property {(signal?: AbortSignal) => Promise<Span | null>} extent of all readings
 * @property {(panel: import("./panel.js").Panel) => string[]} selectors
 * @property {() => string[]} [settled] what is followed, where only an answer tells
 */

import { Again } from "./again.js";
import { Attention } from "./attention.js";
import * as clock from "./clock.js";
import { Crosshair } from "./crosshair.js";
import { debounce } from "./dom.js";
import { moved, zoomed } from "./gliding.js";
import { Lag } from "./lag.js";
import { Live } from "./live.js";
import { askMeans } from "./means.js";
import { panelMenu } from "./panelmenu.js";
import { Playback } from "./playback.js";
import { rawSpan } from "./rawspan.js";
import { RangeHistory } from "./rangehistory.js";
import { followsNow, isAll, resolve } from "./timerange.js";
import { openStream } from "./stream.js";
import { onZone } from "./zone.js";

const TICK = 250;
/** Curves to which nothing comes move along so often, in ms. */
const SLIDE = 1000;
/** Columns that hold more than readings are asked for again at most so often. */
const AGAIN = 1000;
const MEANS_EVERY = 60_000;

export class Board {
  #source;
  #series = [];
  #shown = null;
  #answered = null;
  #extent = null;
  #again = new Again((panels) => this.#ask(panels), AGAIN);
  #askedWidth = 0;
  #meansAt = 0;
  #slidAt = 0;
  #attention;
  #ticking = setInterval(() => this.#tick(), TICK);

  /**
   * @param {{source: Source, range: Range, keep?: (range: Range, onChange: () => void) =>
   *   RangeHistory}} options `range`: without any in the address; `keep` makes what keeps it
   */
  constructor({ source, range, keep = (...given) => new RangeHistory(...given) }) {
    this.#source = source;
    /** Called when the range, the live state or how old the readings are has changed. */
    this.onChange = () => {};
    /** @type {import("./panel.js").Panel[]} */
    this.panels = [];
    /** What lets one panel fill the page. @type {import("./fullpanel.js").FullPanel | null} */
    this.full = null;
    this.crosshair = new Crosshair();
    this.lag = new Lag();
    this.history = keep(range, () => this.#rangeChanged());
    this.live = new Live({
      open: openStream,
      load: (signal) => this.#load(signal),
      onAnswer: (answer) => this.#take(answer),
      onFrame: (frame) => this.#apply(frame),
      knows: (id) => this.panels.some((panel) => panel.shows(id)),
      onError: (error) => this.#fail(error),
      onState: () => this.onChange(),
    });
    this.playback = new Playback(this);
    this.#attention = new Attention(this);
    this.resized = debounce(() => this.#widthChanged(), 300);
    // Axes and texts at once, what is folded by days when it is there.
    onZone(() => (this.refresh(), this.#rangeChanged()));
  }

  now() {
    return clock.now();
  }

  get range() {
    return this.history.range;
  }

  /** Whether new readings come into view by themselves. */
  get follows() {
    return followsNow(this.range);
  }

  /** Show these panels and follow these series, from a cursor that came with the page. */
  show(panels, series, cursor = null) {
    this.panels = panels;
    this.#attention.watch(panels);
    this.#extent = null;
    this.#series = series;
    this.live.follow(series, cursor);
  }

  /** The x axis now: what the newest answer was for, moved along with the clock. */
  span() {
    if (!this.#shown) return null;
    if (!followsNow(this.#shown)) return this.#answered;
    const span = resolve(this.#shown, this.playback.now(), this.#extent);
    return span && { start: span.start, end: Math.max(span.end, span.start + 1) };
  }

  /** Whether curves go on up to now. */
  get isLive() {
    return Boolean(this.#shown) && followsNow(this.#shown) && !this.playback.isPaused;
  }

  until() {
    return this.#shown && !followsNow(this.#shown) && !isAll(this.range)
      ? this.#answered.end
      : Infinity;
  }

  setRange(range) {
    this.history.go(range);
  }

  select(from, to) {
    this.history.zoom(from, to);
  }

  back() {
    this.history.out(this.span());
  }

  /** Around a part of the width, by default the middle. */
  zoom(factor, part = 0.5) {
    this.#glide((span) => zoomed(span, factor, part, clock.now()));
  }

  move(lengths) {
    this.#glide((span) => moved(span, lengths, clock.now()));
  }

  /** From what the range is, though its readings may still be on their way. */
  #glide(other) {
    const span = (isAll(this.range) ? null : resolve(this.range, this.now())) ?? this.span();
    if (span) this.history.glide(other(span));
  }

  showAll() {
    this.setRange({ start: "all", end: "now" });
  }

  /** Zoom in on the newest readings of a panel, as many as can be drawn one by one. */
  showRaw({ curves, width }) {
    const { start, end } = rawSpan(curves, this.span(), width);
    this.select(start, end);
  }

  retry() {
    this.live.reload();
  }

  /** Nothing is asked for any more. */
  stop() {
    clearInterval(this.#ticking);
    this.live.stop();
  }

  menu(panel) {
    return panelMenu(panel, this, this.#source.selectors(panel));
  }

  #rangeChanged() {
    for (const panel of this.panels) panel.view.dim(true);
    this.playback.rangeChanged();
    if (this.live.paused) this.live.resume();
    this.live.reload();
    this.onChange();
  }

  async #load(signal) {
    const range = this.range;
    if (isAll(range)) this.#extent = await this.#source.extent(signal);
    const asked = isAll(range) ? resolve(range, clock.now(), this.#extent) : range;
    const [width, sent] = [this.#width(), Date.now()];
    const answer = await this.#source.data({ ...asked, width }, signal);
    if (range.end.trim() === "now" && !isAll(range)) clock.learn(answer.end, sent, Date.now());
    return { answer, range, width };
  }

  #width() {
    const widths = this.panels.map(({ width }) => Math.round(width));
    return (this.#askedWidth = Math.min(10_000, Math.max(100, ...widths)));
  }

  #take({ answer, range, width }) {
    this.#shown = isAll(range) && this.#isHistoric() ? { start: "", end: "" } : range;
    this.#answered = { start: answer.start, end: answer.end };
    this.#give(answer, { width });
    this.live.settle(this.#readable(answer));
    this.onChange();
    this.#meansAt = 0;
  }

  /** What can be subscribed to: a selector that cannot be read would stop the whole stream. */
  #readable({ panels }) {
    const broken = new Set(panels.filter(({ error }) => error).map(({ id }) => String(id)));
    if (!broken.size) return this.#source.settled?.() ?? this.#series;
    const read = this.panels.filter(({ id }) => !broken.has(String(id)));
    return [...new Set(read.flatMap((panel) => this.#source.selectors(panel)))];
  }

  /** "All time" of readings that ended long ago ends with them. */
  #isHistoric() {
    const span = resolve({ start: "all", end: "now" }, clock.now(), this.#extent);
    return span !== null && span.end < clock.now() - TICK;
  }

  #give(answer, how) {
    const byId = new Map(answer.panels.map((one) => [String(one.id), one]));
    const own = ({ id }) => byId.get(String(id));
    for (const panel of this.panels) if (own(panel)) panel.take(own(panel), how);
  }

  #fail({ status, message }) {
    if (status === 404 && this.onGone) this.onGone();
    else for (const panel of this.panels) panel.fail(message);
  }

  #apply(frame) {
    this.lag.note(frame, clock.now());
    this.playback.count(frame, this.until());
    let taken = 0;
    for (const panel of this.panels) {
      const came = panel.apply(frame);
      taken += came.taken;
      if (came.stale) this.#again.note(panel.id);
    }
    if (taken && isAll(this.range) && !followsNow(this.#shown)) this.live.reload();
  }

  /** Ask again for the panels whose columns are more than readings. */
  async #ask(panels) {
    const [range, span, width] = [this.#shown, this.span(), this.#askedWidth];
    const answer = span && (await this.#source.data({ ...span, width, panels }));
    if (!answer || range !== this.#shown || this.live.paused) return;
    this.#give(answer, { width, onlyFolded: true });
  }

  #widthChanged() {
    const folded = this.panels.some(({ curves }) => curves.some((one) => one.columns.resolution > 0));
    const before = this.#askedWidth;
    if (before && folded && this.#width() > 1.15 * before) this.live.reload();
  }

  #tick() {
    if (document.hidden || !this.#shown) return;
    const now = clock.now();
    for (const panel of this.panels) panel.freshen();
    if (this.isLive && now - this.#slidAt >= SLIDE) this.#slide(now);
    if (now - this.#meansAt > MEANS_EVERY) this.#means(now);
    this.onChange();
  }

  #slide(now) {
    this.#slidAt = now;
    const span = this.span();
    for (const panel of this.panels) panel.slide(span);
  }

  async #means(now) {
    this.#meansAt = now;
    await askMeans(this.panels, this.span());
  }

  refresh() {
    for (const panel of this.panels) panel.refresh();
  }
}
