// Draws each <figure data-chart> with ECharts (SVG, so that type stays sharp and prints).

const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

async function numbers(figure) {
  if (figure.dataset.json) return JSON.parse(document.getElementById(figure.dataset.json).textContent);
  const answer = await fetch(figure.dataset.url, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(`chart: ${answer.status}`);
  return answer.json();
}

function options(data) {
  const line = data.kind === "line" || data.kind === "area";
  const font = { fontFamily: token("--font"), fontSize: 14, color: token("--ink-soft") };
  return {
    animation: false,
    textStyle: font,
    color: ["--river", "--silt-strong", "--seal", "--jade", "--ink-soft"].map(token),
    grid: { left: 8, right: 16, top: data.series.length > 1 ? 40 : 16, bottom: 8, containLabel: true },
    legend: data.series.length > 1 ? { top: 0, left: 0, icon: "roundRect", textStyle: font } : undefined,
    tooltip: {
      trigger: "axis",
      renderMode: "richText",
      textStyle: { fontFamily: token("--font"), color: token("--ink") },
      valueFormatter: (value) => (value == null ? "—" : `${value.toLocaleString()} ${data.unit}`),
    },
    xAxis: {
      type: "category",
      data: data.categories,
      boundaryGap: !line,
      axisLabel: font,
      axisTick: { show: false },
      axisLine: { lineStyle: { color: token("--line-control") } },
    },
    yAxis: {
      type: "value",
      scale: line,
      axisLabel: font,
      splitLine: { lineStyle: { color: token("--line") } },
    },
    series: data.series.map((one, at) => ({
      name: one.name,
      type: line ? "line" : "bar",
      data: one.values,
      stack: data.kind === "stack" ? "all" : undefined,
      areaStyle: data.kind === "area" ? { opacity: 0.18 } : undefined,
      symbol: ["circle", "rect", "triangle"][at % 3],
      symbolSize: 7,
      lineStyle: { width: 2.5, type: ["solid", "dashed", "dotted"][at % 3] },
      barMaxWidth: 48,
    })),
  };
}

async function draw(figure) {
  const place = figure.querySelector(".chart-drawing");
  const [echarts, data] = await Promise.all([import(figure.dataset.engine), numbers(figure)]);
  const chart = echarts.init(place, null, { renderer: "svg" });
  chart.setOption(options(data));
  new ResizeObserver(() => chart.resize()).observe(place);
}

for (const figure of document.querySelectorAll("[data-chart]:not([data-drawn])")) {
  figure.dataset.drawn = "yes";
  draw(figure);
}
