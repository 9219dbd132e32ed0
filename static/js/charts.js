// Draws the charts of a page: each <canvas data-chart="id"> shows what the JSON element of that id holds: labels, values, unit;
// type ("bar", lying, by default, or "line"); axis (what the labels are), marked (which bars stand out), line (a value to
// compare with). The table beside it says the same numbers, so nothing is lost without this.
"use strict";

function token(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

function axes(chart, ink, line) {
  const isLine = chart.type === "line";
  const width = (context) => (chart.line !== undefined && context.tick.value === chart.line ? 2 : 1);
  const colour = (context) => (chart.line !== undefined && context.tick.value === chart.line ? ink : line);
  const named = (text) => ({ display: Boolean(text), text, color: ink });
  const numbers = {
    beginAtZero: true,
    ticks: { precision: chart.line === undefined && !isLine ? 0 : undefined, color: ink },
    grid: { color: colour, lineWidth: width },
    title: named(chart.unit),
  };
  const labels = { ticks: { color: ink, autoSkip: false }, grid: { display: false }, title: named(chart.axis) };
  return isLine ? { x: labels, y: numbers } : { x: numbers, y: labels };
}

function dataset(chart) {
  const colour = token("--primary");
  const quiet = token("--ink-3");
  const bars = chart.marked ? chart.marked.map((own) => (own ? colour : quiet)) : colour;
  const own = { label: chart.unit, data: chart.values, backgroundColor: bars };
  return chart.type === "line"
    ? { ...own, borderColor: colour, pointRadius: 4, spanGaps: false, tension: 0 }
    : { ...own, maxBarThickness: 26 };
}

function draw(canvas) {
  const source = document.getElementById(canvas.dataset.chart);
  if (!source || !window.Chart) return;
  const chart = JSON.parse(source.textContent);
  const frame = canvas.parentElement;
  frame.hidden = false;
  if (chart.axis && chart.type !== "line") frame.style.height = `${chart.labels.length * 28 + 80}px`;
  return new window.Chart(canvas, {
    type: chart.type || "bar",
    data: { labels: chart.labels, datasets: [dataset(chart)] },
    options: {
      indexAxis: chart.type === "line" ? "x" : "y",
      animation: false,
      maintainAspectRatio: false,
      plugins: { legend: { display: false } },
      scales: axes(chart, token("--ink-2"), token("--line")),
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
