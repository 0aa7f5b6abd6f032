/** Risk against the count so far, a line for each horizon, with the interval of each point. */

import { el, svg } from "../dom";
import { percent } from "../format";
import { HORIZONS } from "../palette";

const WIDTH = 340;
const HEIGHT = 160;
const LEFT = 40;
const BOTTOM = 32;
const TOP = 8;

export interface RiskPoint {
  /** "1", "5 to 9" */
  name: string;
  fraction: number | null;
  low: number | null;
  high: number | null;
}

export interface RiskLine {
  days: number;
  points: readonly RiskPoint[];
}

/** "6 to 9" as "6–9", "10 and more" as "10+": an axis has little room. */
export const shortName = (name: string): string => name.replace(" to ", "–").replace(/ (and|or) more$/, "+");

export function riskChart(lines: readonly RiskLine[]): HTMLElement {
  const names = lines[0]?.points.map(({ name }) => name) ?? [];
  const x = (index: number, line: number): number => LEFT + ((index + 0.5) / Math.max(1, names.length)) * (WIDTH - LEFT) + (line - (lines.length - 1) / 2) * 3;
  const y = (fraction: number): number => TOP + (1 - fraction) * (HEIGHT - TOP - BOTTOM);
  const chart = svg("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, class: "chart", "aria-hidden": "true" });
  for (const level of [0, 0.5, 1]) {
    chart.append(svg("line", { x1: LEFT, x2: WIDTH, y1: y(level), y2: y(level), class: level === 0 ? "chart-axis" : "chart-grid" }));
    chart.append(svg("text", { x: LEFT - 5, y: y(level) + 4, "text-anchor": "end" }, percent(level)));
  }
  for (const [index, name] of names.entries()) chart.append(svg("text", { x: x(index, (lines.length - 1) / 2), y: HEIGHT - BOTTOM + 14, "text-anchor": "middle" }, shortName(name)));
  chart.append(svg("text", { x: (LEFT + WIDTH) / 2, y: HEIGHT - 3, "text-anchor": "middle" }, "incidents so far at the location"));
  for (const [at, { points }] of lines.entries()) {
    const colour = HORIZONS[at] ?? HORIZONS[0];
    const path = points.flatMap(({ fraction }, index) => (fraction === null ? [] : [`${x(index, at).toFixed(1)} ${y(fraction).toFixed(1)}`]));
    chart.append(svg("polyline", { points: path.join(" "), fill: "none", stroke: colour, "stroke-width": 1.6 }));
    for (const [index, { fraction, low, high }] of points.entries()) {
      if (fraction === null) continue;
      if (low !== null && high !== null) chart.append(svg("line", { x1: x(index, at), x2: x(index, at), y1: y(low), y2: y(high), stroke: colour, "stroke-width": 1.4 }));
      chart.append(svg("circle", { cx: x(index, at), cy: y(fraction), r: 3, fill: colour }));
    }
  }
  const keys = lines.map(({ days }, at) => {
    const mark = el("span", { class: "mark", "aria-hidden": "true" });
    mark.style.backgroundColor = HORIZONS[at] ?? HORIZONS[0];
    return el("span", { class: "key" }, mark, `within ${days} days`);
  });
  return el("figure", { role: "img", "aria-label": "Risk of a next incident by the count so far; the table gives its figures" }, chart, el("figcaption", { class: "chart-keys" }, ...keys));
}
