// Draws the bars of a page's results: each <canvas data-chart="id"> shows what the JSON element of that id holds. The table
// beside it says the same numbers, so nothing is lost without this.
"use strict";

function token(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

function draw(canvas) {
  const source = document.getElementById(canvas.dataset.chart);
  if (!source || !window.Chart) return;
  const { labels, values, unit } = JSON.parse(source.textContent);
  canvas.parentElement.hidden = false;
  const ink = token("--ink-2");
  const line = token("--line");
  return new window.Chart(canvas, {
    type: "bar",
    data: { labels, datasets: [{ label: unit, data: values, backgroundColor: token("--primary"), maxBarThickness: 26 }] },
    options: {
      indexAxis: "y",
      animation: false,
      maintainAspectRatio: false,
      plugins: { legend: { display: false } },
      scales: {
        x: { beginAtZero: true, ticks: { precision: 0, color: ink }, grid: { color: line }, title: { display: true, text: unit, color: ink } },
        y: { ticks: { color: ink, autoSkip: false }, grid: { display: false } },
      },
    },
  });
}

let charts = [];
function drawAll() {
  for (const chart of charts) chart?.destroy();
  charts = [...document.querySelectorAll("canvas[data-chart]")].map(draw);
}
drawAll();
// The colours follow the system; so do the bars.
window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", drawAll);
