/**
 * Zooming and moving in a plot. With Ctrl or ⌘ the wheel zooms around the pointer, with Shift it
 * moves along; alone it scrolls the page. Two fingers zoom around their middle and move with it.
 *
 * @typedef {Object} GestureHandlers
 * @property {(part: number, factor: number) => void} onZoom around a part of the width
 * @property {(lengths: number) => void} onMove in lengths of the range, later when positive
 */

/** A notch of a wheel is about 100 pixels, and changes the range by a fifth. */
const PER_PIXEL = Math.log(1.2) / 100;
/** Part of the range that a notch moves it by. */
const MOVES = 0.1 / 100;
const LINE = 16;
/** Steps that come faster are taken together, in ms: each asks for other readings. */
const GATHER = 60;

export class PlotGestures {
  #element;
  #box;
  #handlers;
  #fingers = new Map();
  #waiting = null;

  /**
   * @param {HTMLElement} element
   * @param {() => import("./timeplot.js").Box} box
   * @param {GestureHandlers} handlers
   */
  constructor(element, box, handlers) {
    this.#element = element;
    this.#box = box;
    this.#handlers = handlers;
    element.addEventListener("wheel", (event) => this.#wheel(event), { passive: false });
    // Before what one finger or the pointer does there.
    for (const name of ["pointerdown", "pointermove", "pointerup", "pointercancel"]) {
      element.addEventListener(name, (event) => this.#touch(event), { capture: true });
    }
  }

  #part(clientX) {
    const { left, width } = this.#box();
    const x = clientX - this.#element.getBoundingClientRect().left;
    return Math.min(1, Math.max(0, (x - left) / width));
  }

  #wheel(event) {
    const zooms = event.ctrlKey || event.metaKey;
    if (!zooms && !event.shiftKey) return;
    event.preventDefault();
    // With Shift some systems turn the wheel sideways.
    const turned = (event.deltaY || event.deltaX) * (event.deltaMode === 1 ? LINE : 1);
    if (zooms) this.#gather({ part: this.#part(event.clientX), zoom: turned * PER_PIXEL, move: 0 });
    else this.#gather({ part: 0, zoom: 0, move: turned * MOVES });
  }

  #gather({ part, zoom, move }) {
    if (this.#waiting) {
      this.#waiting.zoom += zoom;
      this.#waiting.move += move;
      return;
    }
    this.#waiting = { part, zoom, move };
    setTimeout(() => this.#give(), GATHER);
  }

  #give() {
    const { part, zoom, move } = this.#waiting;
    this.#waiting = null;
    if (zoom) this.#handlers.onZoom(part, Math.exp(zoom));
    if (move) this.#handlers.onMove(move);
  }

  #touch(event) {
    if (event.pointerType !== "touch" || !event.isTrusted) return;
    const before = this.#pair();
    if (event.type === "pointerdown" || this.#fingers.has(event.pointerId)) {
      this.#fingers.set(event.pointerId, event.clientX);
    }
    if (event.type === "pointerup" || event.type === "pointercancel") {
      this.#fingers.delete(event.pointerId);
    }
    const after = this.#pair();
    if (!before && !after) return;
    event.stopImmediatePropagation();
    if (before && after) this.#pinch(before, after);
    // What the first finger began alone is over.
    else if (after) this.#element.dispatchEvent(new PointerEvent("pointercancel"));
  }

  /** Where two fingers are, and how far apart. */
  #pair() {
    if (this.#fingers.size !== 2) return null;
    const [a, b] = this.#fingers.values();
    return { middle: (a + b) / 2, apart: Math.max(24, Math.abs(a - b)) };
  }

  #pinch(before, after) {
    this.#gather({
      part: this.#part(after.middle),
      zoom: Math.log(before.apart / after.apart),
      move: (before.middle - after.middle) / this.#box().width,
    });
  }
}
