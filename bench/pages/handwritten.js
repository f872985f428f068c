// The baseline page as one writes it by hand: a request and a whole setOption for each panel.
// Answers with the ms that it took.
async ({ panels, range, library }) => {
  const begun = performance.now();
  const echarts = await import(library);
  const place = () => {
    const element = document.createElement("div");
    element.style.cssText = "width: 700px; height: 260px; float: left";
    document.body.append(element);
    return element;
  };
  const draw = async (id) => {
    const chart = echarts.init(place());
    const answer = await fetch(`/api/panels/${id}/option?${range}`);
    chart.setOption(await answer.json());
    chart.getZr().flush();
  };
  await Promise.all(panels.map(draw));
  await new Promise(requestAnimationFrame);
  return performance.now() - begun;
}
