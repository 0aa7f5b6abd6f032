/** A series of months as a line, with what may come as a band round its middle, and marks where something changed. */

import { el, svg } from "../dom";
import { count, month } from "../format";
import { yearTicks } from "../filters/months";

const WIDTH = 340;
const HEIGHT = 150;
const LEFT = 40;
const BOTTOM = 20;
const TOP = 8;

export interface SeriesPoint {
  /** "2021-03" */
  month: string;
  value: number;
}

/** What may come in a month: the middle of the expectation and two intervals round it. */
export interface BandPoint {
  month: string;
  median: number;
  low_80: number;
  high_80: number;
  low_95: number;
  high_95: number;
}

export interface SeriesChart {
  /** What the chart shows, for those who do not see it. */
  label: string;
  points: readonly SeriesPoint[];
  /** Drawn in steps over the points: the level of each part. */
  levels?: readonly SeriesPoint[];
  bands?: readonly BandPoint[];
  /** Months at whose start something changed. */
  marks?: readonly { month: string; label: string }[];
}

/** Months from an origin, so that a gap is as wide as it is long. */
const index = (name: string): number => Number(name.slice(0, 4)) * 12 + Number(name.slice(5, 7)) - 1;

/** The least round number that is at least `value`, and half of which is round too. */
export function roundUp(value: number): number {
  if (value <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  return power * ([1, 1.6, 2, 3, 4, 5, 6, 8, 10].find((step) => step * power >= value * 0.999_999) ?? 10);
}

/** Runs of months that follow each other: a line must not run across months without data. */
export function runs<P extends { month: string }>(points: readonly P[]): P[][] {
  const parts: P[][] = [];
  for (const point of points) {
    const last = parts.at(-1)?.at(-1);
    if (last !== undefined && index(point.month) === index(last.month) + 1) parts.at(-1)?.push(point);
    else parts.push([point]);
  }
  return parts;
}

export function seriesChart({ label, points, levels = [], bands = [], marks = [] }: SeriesChart): HTMLElement {
  const all = [...points, ...bands].map(({ month: name }) => index(name));
  const [first, last] = [Math.min(...all), Math.max(...all)];
  const most = roundUp(Math.max(1, ...points.map(({ value }) => value), ...bands.map(({ high_95: high }) => high)));
  const x = (name: string, shift = 0.5): number => LEFT + ((index(name) + shift - first) / Math.max(1, last - first + 1)) * (WIDTH - LEFT);
  const y = (value: number): number => HEIGHT - BOTTOM - (Math.max(0, value) / most) * (HEIGHT - BOTTOM - TOP);
  const line = (run: readonly SeriesPoint[]): string => run.map(({ month: name, value }, at) => `${at === 0 ? "M" : "L"}${x(name).toFixed(1)} ${y(value).toFixed(1)}`).join("");
  const band = (low: "low_80" | "low_95", high: "high_80" | "high_95"): string =>
    bands.length === 0 ? "" : `${line(bands.map((point) => ({ month: point.month, value: point[high] })))}${line([...bands].reverse().map((point) => ({ month: point.month, value: point[low] }))).replace("M", "L")}Z`;

  const chart = svg("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, class: "chart", "aria-hidden": "true" }, ...grid(most, y));
  chart.append(...years(first, last, x));
  if (bands.length > 0) chart.append(svg("path", { d: band("low_95", "high_95"), class: "chart-band" }), svg("path", { d: band("low_80", "high_80"), class: "chart-band inner" }));
  for (const run of runs(points)) {
    const [only] = run;
    if (run.length === 1 && only !== undefined) chart.append(svg("circle", { cx: x(only.month), cy: y(only.value), r: 1.6, class: "chart-dot" }));
    else chart.append(svg("path", { d: line(run), class: "chart-line" }));
  }
  for (const run of runs(levels)) chart.append(svg("path", { d: steps(run, x, y), class: "chart-line expected" }));
  if (bands.length > 0) chart.append(svg("path", { d: line(bands.map(({ month: name, median }) => ({ month: name, value: median }))), class: "chart-line expected" }));
  for (const { month: name, label: said } of marks) {
    chart.append(svg("line", { x1: x(name, 0), x2: x(name, 0), y1: TOP, y2: HEIGHT - BOTTOM, class: "chart-mark" }, svg("title", {}, said)));
  }
  return el("figure", { role: "img", "aria-label": label }, chart, readout(chart, points, bands, { first, last }));
}

function grid(most: number, y: (value: number) => number): SVGElement[] {
  return [0, most / 2, most].flatMap((value) => [
    svg("line", { x1: LEFT, x2: WIDTH, y1: y(value), y2: y(value), class: value === 0 ? "chart-axis" : "chart-grid" }),
    svg("text", { x: LEFT - 5, y: y(value) + 4, "text-anchor": "end" }, count(value)),
  ]);
}

function years(first: number, last: number, x: (name: string, shift?: number) => string | number): SVGElement[] {
  const names = Array.from({ length: last - first + 1 }, (_, at) => `${Math.floor((first + at) / 12)}-${String(((first + at) % 12) + 1).padStart(2, "0")}`);
  const ticks = yearTicks(names.map((name) => ({ from: `${name}-01`, to: "", count: 0 })));
  if (ticks.length >= 2) return ticks.map(({ year }) => svg("text", { x: x(`${year}-01`, 0), y: HEIGHT - 5 }, year));
  const [a, b] = [names[0] ?? "", names.at(-1) ?? ""];
  return [svg("text", { x: LEFT, y: HEIGHT - 5 }, month(a)), svg("text", { x: WIDTH, y: HEIGHT - 5, "text-anchor": "end" }, month(b))];
}

/** Level until the next month begins, so that a change stands upright. */
function steps(run: readonly SeriesPoint[], x: (name: string, shift?: number) => number, y: (value: number) => number): string {
  return run.map(({ month: name, value }, at) => `${at === 0 ? "M" : "L"}${x(name, 0).toFixed(1)} ${y(value).toFixed(1)}H${x(name, 1).toFixed(1)}`).join("");
}

/** The figures of the month under the pointer, below the chart. */
function readout(chart: SVGElement, points: readonly SeriesPoint[], bands: readonly BandPoint[], { first, last }: { first: number; last: number }): HTMLElement {
  const values = new Map(points.map(({ month: name, value }) => [index(name), `${month(name)}: ${count(value)}`]));
  for (const { month: name, median, low_80: low, high_80: high } of bands) {
    values.set(index(name), `${month(name)}: ${count(median)} expected, 8 in 10 between ${count(low)} and ${count(high)}`);
  }
  const caption = el("figcaption", { class: "note chart-readout", "aria-hidden": "true" }, "Point at a month for its figure.");
  chart.addEventListener("pointermove", (event) => {
    const { left, width } = chart.getBoundingClientRect();
    const fraction = (((event.clientX - left) / width) * WIDTH - LEFT) / (WIDTH - LEFT);
    caption.textContent = values.get(first + Math.floor(fraction * (last - first + 1))) ?? "No data for this month.";
  });
  return caption;
}
