/** Pointing in a panel: what the pointer marks there, and what is marked in any panel. */

import { PlotGestures } from "./plotgestures.js";
import { PlotInput } from "./plotinput.js";
import { Readout } from "./readout.js";

export class PanelCross {
  #panel;
  #host;
  #readout;
  #x = null;
  #y;

  /**
   * @param {import("./panel.js").Panel} panel
   * @param {import("./board.js").PanelHost} host
   */
  constructor(panel, host) {
    const { view, plot } = panel;
    this.#panel = panel;
    this.#host = host;
    this.#readout = new Readout(view.plot, plot);
    new PlotInput(view.plot, () => plot.box, {
      onMark: (x, y) => this.#mark(x, y),
      onSelecting: (from, to) => view.select(from, to),
      onSelect: (from, to) => host.select(plot.timeAt(from), plot.timeAt(to)),
      onBack: () => host.back(),
    });
    new PlotGestures(view.plot, () => plot.box, {
      onZoom: (part, factor) => panel.isTimed && host.zoom(factor, part),
      onMove: (lengths) => panel.isTimed && host.move(lengths),
    });
    view.plot.addEventListener("focus", () => this.#readout.announce(true));
    view.plot.addEventListener("blur", () => this.#readout.announce(false));
    host.crosshair.subscribe((time, source) => this.#show(time, source));
  }

  #mark(x, y) {
    this.#x = x;
    this.#y = y;
    if (x === null || !this.#panel.isTimed) this.#host.crosshair.clear(this.#panel);
    else this.#host.crosshair.mark(this.#panel.plot.timeAt(x), this.#panel);
  }

  #show(time, source) {
    const { isTimed, element } = this.#panel;
    if (time === null || !isTimed || element.dataset.state !== "ready") this.#readout.hide();
    else this.#readout.show(time, source === this.#panel, this.#y);
  }

  /** The curve below has moved: the pointer stays where it is, and marks another moment. */
  moved() {
    const { crosshair } = this.#host;
    if (crosshair.time === null) return;
    if (crosshair.source === this.#panel && this.#x !== null) this.#mark(this.#x, this.#y);
    this.#show(crosshair.time, crosshair.source);
  }
}
