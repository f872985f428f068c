// The baseline page as one writes it by hand: the same readings by the same stream, and ten
// times a second `setOption` of everything.
async ({ panels, perPanel, step, window: span, names, library, width, height }) => {
  const echarts = await import(library);
  const series = new Map();
  const selectors = names.map((name) => `sensor{id="${name}"}`);
  const asked = new URLSearchParams({ start: `now-${span}ms`, end: "now", width: "1600" });
  selectors.forEach((one) => asked.append("series", one));
  const { series: answered, cursor } = await (await fetch(`/api/query?${asked}`)).json();
  for (const { id, points } of answered) series.set(String(id), points);
  const ids = [...series.keys()];
  const charts = Array.from({ length: panels }, () => {
    const element = document.createElement("div");
    element.className = "plain";
    element.style.cssText = `width: ${width}px; height: ${height}px; float: left`;
    document.body.append(element);
    return { element, chart: echarts.init(element) };
  });
  const source = new EventSource(`/live?series=${ids.join()}&cursor=${cursor}`);
  source.addEventListener("readings", ({ data }) => {
    for (const [id, points] of Object.entries(JSON.parse(data).series ?? {})) {
      series.get(id).push(...points);
    }
  });
  const draw = () => {
    const now = Date.now();
    charts.forEach(({ element, chart }, panel) => {
      // Beyond the series that there are it begins anew, as the dashboard does.
      const first = (perPanel * panel) % ids.length;
      const own = ids.slice(first, first + perPanel);
      for (const id of own) {
        const points = series.get(id);
        while (points.length && points[0][0] < now - span) points.shift();
      }
      chart.setOption({
        animation: false,
        xAxis: { type: "time", min: now - span, max: now },
        yAxis: { scale: true },
        series: own.map((id) => ({
          type: "line",
          showSymbol: false,
          lineStyle: { width: 1.5 },
          data: series.get(id),
        })),
      });
      element.dataset.lastTime = String(series.get(own[0]).at(-1)[0]);
    });
  };
  draw();
  setInterval(draw, step);
}
