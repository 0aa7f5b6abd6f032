/** How well each bandwidth does: a curve over bandwidths on a logarithmic scale. */

import { el, svg } from "../dom";
import { count } from "../format";

const WIDTH = 340;
const HEIGHT = 120;
const BOTTOM = 18;
const TOP = 8;

export interface BandwidthPoint {
  metres: number;
  value: number;
}

/** `points` by ascending bandwidth; a line marks the bandwidth in use. */
export function likelihoodChart(points: readonly BandwidthPoint[], used: number): HTMLElement {
  const [first] = points;
  const last = points.at(-1);
  if (first === undefined || last === undefined) return el("p", { class: "note" }, "Too few places to compare bandwidths.");
  const values = points.map(({ value }) => value);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const x = (metres: number): number => 4 + (Math.log(metres / first.metres) / Math.max(1e-9, Math.log(last.metres / first.metres))) * (WIDTH - 8);
  const y = (value: number): number => TOP + ((high - value) / Math.max(1e-9, high - low)) * (HEIGHT - TOP - BOTTOM);
  const best = points.find(({ value }) => value === high) ?? first;
  const chart = svg("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, class: "chart", "aria-hidden": "true" });
  chart.append(svg("line", { x1: 0, x2: WIDTH, y1: HEIGHT - BOTTOM, y2: HEIGHT - BOTTOM, class: "chart-axis" }));
  if (used >= first.metres && used <= last.metres) chart.append(svg("line", { x1: x(used), x2: x(used), y1: TOP, y2: HEIGHT - BOTTOM, class: "chart-even" }));
  chart.append(svg("polyline", { points: points.map(({ metres, value }) => `${x(metres).toFixed(1)},${y(value).toFixed(1)}`).join(" "), class: "chart-line" }));
  chart.append(svg("circle", { cx: x(best.metres), cy: y(best.value), r: 3.6, class: "chart-dot" }));
  for (const { metres, anchor } of [{ metres: first.metres, anchor: "start" }, { metres: last.metres, anchor: "end" }]) {
    chart.append(svg("text", { x: x(metres), y: HEIGHT - 4, "text-anchor": anchor }, `${count(metres)} m`));
  }
  // The best bandwidth's own label, where it does not run into the ends'.
  const at = x(best.metres);
  if (at > 60 && at < WIDTH - 60) chart.append(svg("text", { x: at, y: HEIGHT - 4, "text-anchor": "middle" }, `${count(best.metres)} m`));
  return el("figure", { role: "img", "aria-label": `Likelihood by bandwidth, highest at ${count(best.metres)} m` }, chart);
}
