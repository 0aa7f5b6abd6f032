/** Period by period, how much a forecast, the best plain count and hindsight have caught of what happened. */

import { el, svg } from "../dom";
import { percent } from "../format";
import { RECORD } from "../palette";

const WIDTH = 340;
const HEIGHT = 126;
const LEFT = 36;
const BOTTOM = 20;
const TOP = 8;

/** One period; fractions are `null` where nothing happened, and then lines break. */
export interface RecordPoint {
  /** "1 to 7 Dec 2025" */
  name: string;
  replay: boolean;
  incidents: number;
  ours: number | null;
  low: number | null;
  high: number | null;
  plain: number | null;
  oracle: number | null;
}

type Line = keyof typeof RECORD;

/** What a pointer over the chart reads. */
export function said({ name, replay, incidents, ours, plain, oracle }: RecordPoint): string {
  if (ours === null) return `${name}: no incidents`;
  const hindsight = oracle === null ? "" : `, hindsight ${percent(oracle)}`;
  return `${name}: ours ${percent(ours)}, count ${plain === null ? "–" : percent(plain)}${hindsight} of ${incidents}${replay ? " · replay" : ""}`;
}

/** The least round share that holds every value. */
export function ceiling(points: readonly RecordPoint[]): number {
  const most = Math.max(0, ...points.flatMap(({ ours, high, plain, oracle }) => [ours ?? 0, high ?? 0, plain ?? 0, oracle ?? 0]));
  return [0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8].find((top) => most <= top) ?? 1;
}

/** `points` oldest first. */
export function recordChart(points: readonly RecordPoint[], label: string): HTMLElement {
  const top = ceiling(points);
  const step = (WIDTH - LEFT) / Math.max(1, points.length);
  const x = (index: number): number => LEFT + (index + 0.5) * step;
  const y = (fraction: number): number => TOP + (1 - fraction / top) * (HEIGHT - TOP - BOTTOM);
  const chart = svg("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, class: "chart", "aria-hidden": "true" });
  for (const level of [0, top / 2, top]) {
    chart.append(svg("line", { x1: LEFT, x2: WIDTH, y1: y(level), y2: y(level), class: level === 0 ? "chart-axis" : "chart-grid" }));
    chart.append(svg("text", { x: LEFT - 5, y: y(level) + 4, "text-anchor": "end" }, percent(level)));
  }
  for (const [index, { low, high }] of points.entries()) {
    if (low !== null && high !== null) chart.append(svg("line", { x1: x(index), x2: x(index), y1: y(low), y2: y(high), stroke: RECORD.ours, class: "record-interval" }));
  }
  for (const line of ["oracle", "plain", "ours"] as const) chart.append(...drawn(line, points, x, y));
  chart.append(...ends(points));
  return el("figure", { role: "img", "aria-label": label }, chart, readout(chart, points, step));
}

/** A line with a mark at each period: a dot (hollow for a replay) for ours, so that colour is not all that tells the lines apart. */
function drawn(line: Line, points: readonly RecordPoint[], x: (index: number) => number, y: (fraction: number) => number): SVGElement[] {
  const colour = RECORD[line];
  const parts: SVGElement[] = [];
  let path = "";
  for (const [index, point] of points.entries()) {
    const value = point[line];
    if (value !== null) path += `${points[index - 1]?.[line] == null ? "M" : "L"}${x(index).toFixed(1)} ${y(value).toFixed(1)}`;
  }
  parts.push(svg("path", { d: path, stroke: colour, class: `record-line ${line}` }));
  const radius = points.length > 60 ? 1.5 : 2.8;
  if (line === "ours" || points.length === 1) {
    for (const [index, point] of points.entries()) {
      const value = point[line];
      if (value !== null) parts.push(svg("circle", { cx: x(index), cy: y(value), r: radius, stroke: colour, "stroke-width": 1.4, fill: point.replay ? "#ffffff" : colour }));
    }
  }
  return parts;
}

function ends(points: readonly RecordPoint[]): SVGElement[] {
  const [first] = points;
  const last = points.at(-1);
  if (first === undefined || last === undefined) return [];
  const at = (where: number, anchor: string, text: string): SVGElement => svg("text", { x: where, y: HEIGHT - 5, "text-anchor": anchor }, text);
  if (points.length === 1) return [at((LEFT + WIDTH) / 2, "middle", first.name)];
  return [at(LEFT, "start", shortest(first.name)), at(WIDTH, "end", shortest(last.name))];
}

/** "1 to 7 Dec 2025" as "1 Dec 2025": an axis has room for where a period begins. */
export function shortest(name: string): string {
  const match = /^(\d+)( \w+)? to \d+ (\w+) (\d+)$/.exec(name);
  if (match === null) return name.replace(/ to .*$/, "");
  return `${match[1] ?? ""}${match[2] ?? ` ${match[3] ?? ""}`} ${match[4] ?? ""}`;
}

function readout(chart: SVGElement, points: readonly RecordPoint[], step: number): HTMLElement {
  const caption = el("figcaption", { class: "note chart-readout", "aria-hidden": "true" }, "Point at a period for its figures.");
  chart.addEventListener("pointermove", (event) => {
    const { left, width } = chart.getBoundingClientRect();
    const at = Math.floor((((event.clientX - left) / width) * WIDTH - LEFT) / step);
    const point = points[Math.max(0, Math.min(points.length - 1, at))];
    if (point !== undefined) caption.textContent = said(point);
  });
  return caption;
}
