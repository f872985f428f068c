// The baseline page that asks for its whole window once a second.
async ({ series, library }) => {
  const echarts = await import(library);
  const element = document.createElement("div");
  element.style.cssText = "width: 1200px; height: 400px";
  document.body.append(element);
  const chart = echarts.init(element);
  const draw = async () => {
    const answer = await fetch(`/api/query?series=${series}&start=now-5m&end=now`);
    const { points } = (await answer.json()).series[0];
    const line = { type: "line", showSymbol: false, animation: false, data: points };
    chart.setOption({ xAxis: { type: "time" }, yAxis: {}, series: [line] });
    chart.getZr().flush();
    element.dataset.lastTime = String(points.at(-1)[0]);
  };
  await draw();
  setInterval(draw, 1000);
}
