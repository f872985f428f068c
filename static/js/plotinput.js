/**
 * Pointer and keys over a plot: hovering marks a moment, dragging selects a stretch, a double
 * click goes back. On touch a drag marks, and a long press followed by a drag selects. By
 * keyboard the arrows mark, Enter zooms in around the mark, Escape goes back.
 *
 * @typedef {Object} Handlers
 * @property {(x: number | null, y?: number) => void} onMark `y` where there is a pointer
 * @property {(from: number | null, to?: number) => void} onSelecting null takes it away
 * @property {(from: number, to: number) => void} onSelect
 * @property {() => void} onBack
 */

const DRAG = 5;
const LONG_PRESS = 350;

export class PlotInput {
  #element;
  #box;
  #handlers;
  #from = null;
  #selecting = false;
  #pressTimer;
  #mark = null;

  /**
   * @param {HTMLElement} element
   * @param {() => import("./timeplot.js").Box} box where the readings are drawn
   * @param {Handlers} handlers
   */
  constructor(element, box, handlers) {
    this.#element = element;
    this.#box = box;
    this.#handlers = handlers;
    const on = (name, call) => element.addEventListener(name, call);
    on("pointerdown", (event) => this.#down(event));
    on("pointermove", (event) => this.#move(event));
    on("pointerup", (event) => this.#up(event));
    on("pointercancel", () => this.#cancel());
    on("pointerleave", (event) => this.#leave(event));
    on("dblclick", () => handlers.onBack());
    on("keydown", (event) => this.#key(event));
    on("blur", () => this.#markAt(null));
    // A long press would open the browser's own menu over the selection.
    on("contextmenu", (event) => this.#selecting && event.preventDefault());
  }

  #x(event) {
    const { left, width } = this.#box();
    const x = event.clientX - this.#element.getBoundingClientRect().left;
    return Math.min(left + width, Math.max(left, x));
  }

  #down(event) {
    if (event.button !== 0) return;
    this.#from = this.#x(event);
    this.#selecting = false;
    this.#element.setPointerCapture(event.pointerId);
    if (event.pointerType === "touch") {
      this.#pressTimer = setTimeout(() => this.#begin(), LONG_PRESS);
      this.#markAt(this.#from);
    }
  }

  /** A finger leaves with every touch: its mark stays until the focus goes elsewhere. */
  #leave(event) {
    if (this.#from === null && event.pointerType !== "touch") this.#markAt(null);
  }

  #begin() {
    this.#selecting = true;
    this.#handlers.onSelecting(this.#from, this.#from + 1);
  }

  #move(event) {
    const x = this.#x(event);
    const y = event.clientY - this.#element.getBoundingClientRect().top;
    if (this.#from === null) {
      this.#markAt(x, y);
      return;
    }
    const moved = Math.abs(x - this.#from) >= DRAG;
    if (moved) clearTimeout(this.#pressTimer);
    if (moved && event.pointerType !== "touch") this.#selecting = true;
    if (this.#selecting) this.#handlers.onSelecting(this.#from, x);
    this.#markAt(x, y);
  }

  #up(event) {
    clearTimeout(this.#pressTimer);
    const [from, to] = [this.#from, this.#x(event)];
    const selected = this.#selecting && Math.abs(to - from) >= DRAG;
    this.#cancel();
    if (selected) this.#handlers.onSelect(Math.min(from, to), Math.max(from, to));
  }

  #cancel() {
    clearTimeout(this.#pressTimer);
    this.#from = null;
    this.#selecting = false;
    this.#handlers.onSelecting(null);
  }

  #markAt(x, y) {
    this.#mark = x;
    this.#handlers.onMark(x, y);
  }

  #key(event) {
    const { left, width } = this.#box();
    const step = event.shiftKey ? width / 10 : width / 100;
    const at = this.#mark ?? left + width;
    const keys = {
      ArrowLeft: () => this.#markAt(Math.max(left, at - step)),
      ArrowRight: () => this.#markAt(Math.min(left + width, at + step)),
      Home: () => this.#markAt(left),
      End: () => this.#markAt(left + width),
      Enter: () => this.#zoomAround(at),
      Escape: () => (this.#mark === null ? this.#handlers.onBack() : this.#markAt(null)),
    };
    if (event.altKey || event.ctrlKey || event.metaKey || !keys[event.key]) return;
    event.preventDefault();
    keys[event.key]();
  }

  #zoomAround(x) {
    const { left, width } = this.#box();
    const from = Math.max(left, x - width / 4);
    this.#handlers.onSelect(from, Math.min(left + width, from + width / 2));
  }
}
