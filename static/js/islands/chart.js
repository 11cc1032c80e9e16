/* A chart: the ECharts option that the server made, the same as on paper. */
"use strict";

portal.island("chart", (element, option) => {
  const font = getComputedStyle(document.body).fontFamily;
  const chart = echarts.init(element, null, { renderer: "canvas" });
  chart.setOption({ animation: false, textStyle: { fontFamily: font }, ...option });
  new ResizeObserver(() => chart.resize()).observe(element);
  window.addEventListener("beforeprint", () => chart.resize());
});
