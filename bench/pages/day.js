// Before the page's own scripts: its stream is made up here, and its clock can be put forward.
// `benchDay` lets so much time go by in steps, with a reading a second of every series and so
// many frames after each step.
{
  const realNow = Date.now;
  let skipped = 0;
  let stream = null;
  Date.now = () => realNow() + skipped;
  // Without it the page opens its stream itself.
  delete window.SharedWorker;
  window.EventSource = class extends EventTarget {
    constructor() {
      super();
      stream = this;
      setTimeout(() => this.tell({}));
    }

    tell(parts) {
      const data = JSON.stringify({ cursor: "1", ...parts });
      this.dispatchEvent(new MessageEvent("readings", { data }));
    }

    close() {}
  };
  const idsOf = () =>
    [...document.querySelectorAll("[data-panel-id]")].flatMap((panel) =>
      panel.livecurve.points().map(({ id }) => id),
    );
  const readings = (from, seconds, phase) =>
    Array.from({ length: seconds }, (_, second) => {
      const at = from + 1000 * second;
      return [at, 10 * Math.sin(at / 7000 + phase) + phase];
    });
  window.benchDay = async ({ seconds, step, frames }) => {
    const ids = idsOf();
    for (let passed = 0; passed < seconds; passed += step) {
      const from = Date.now();
      skipped += 1000 * step;
      const series = ids.map((id, at) => [id, readings(from, step, at)]);
      stream.tell({ series: Object.fromEntries(series) });
      for (let frame = 0; frame < frames; frame += 1) await new Promise(requestAnimationFrame);
    }
  };
}
