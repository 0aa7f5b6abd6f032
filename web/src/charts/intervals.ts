/** Ratios with their intervals, one below the other on one logarithmic scale, with a line where nothing changed. */

import { el, svg } from "../dom";
import { measure } from "../format";
import { DIRECTION } from "../palette";

/** A ratio with its interval; a missing end reaches past the scale. */
export interface RatioInterval {
  ratio: number | null;
  low: number | null;
  high: number | null;
}

/** Where ratios stand between 0 and 1, from `least` to `most`. */
export interface RatioScale {
  least: number;
  most: number;
}

const WIDTH = 92;
const HEIGHT = 18;
/** The scale shows no more than this either way; an interval beyond it ends at the edge. */
const WIDEST = 8;

/** A scale that holds all the ratios, the same distance up and down. */
export function ratioScale(intervals: readonly RatioInterval[]): RatioScale {
  const logs = intervals.flatMap(({ ratio, low, high }) => [ratio, low, high]).flatMap((value) => (value !== null && value > 0 ? [Math.abs(Math.log(value))] : []));
  const reach = Math.min(Math.log(WIDEST), Math.max(Math.log(1.25), ...logs));
  return { least: Math.exp(-reach), most: Math.exp(reach) };
}

/** 0 at the scale's least, 1 at its most; what lies beyond is put at the edge. */
export function positionOf(ratio: number, { least, most }: RatioScale): number {
  if (ratio <= least) return 0;
  return Math.min(1, Math.log(ratio / least) / Math.log(most / least));
}

/** One row's ratio and its interval; `clear` marks one that is told from no change. */
export function intervalMark(interval: RatioInterval, scale: RatioScale, clear: boolean): HTMLElement {
  const { ratio } = interval;
  return el("span", { class: clear ? "ratio clear" : "ratio" }, el("span", { class: "ratio-figure" }, ratio === null ? "–" : `×${measure(ratio)}`), bar(interval, scale, clear));
}

function bar({ ratio, low, high }: RatioInterval, scale: RatioScale, clear: boolean): SVGElement {
  const at = (value: number): number => 4 + positionOf(value, scale) * (WIDTH - 8);
  const said = ratio === null ? "no ratio" : `${measure(ratio)} (${low === null ? "0" : measure(low)} to ${high === null ? "any" : measure(high)})`;
  const chart = svg("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, width: WIDTH, height: HEIGHT, class: "chart-intervals", role: "img", "aria-label": said }, svg("title", {}, said));
  const middle = HEIGHT / 2;
  chart.append(svg("line", { x1: at(1), x2: at(1), y1: 0, y2: HEIGHT, class: "chart-even" }));
  chart.append(svg("line", { x1: at(low ?? 0), x2: at(high ?? Infinity), y1: middle, y2: middle, class: "chart-interval" }));
  const colour = clear && ratio !== null ? { fill: ratio > 1 ? DIRECTION.up : DIRECTION.down } : { class: "chart-dot" };
  if (ratio !== null) chart.append(svg("circle", { cx: at(ratio), cy: middle, r: 3.6, ...colour }));
  return chart;
}
