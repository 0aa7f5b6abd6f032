/** Months as bars, and the arithmetic of brushing over them. */

import type { DateSpan, MonthCount } from "../api/types";
import { shiftMonths } from "../format";

/** A civil month and its count; months without incidents are there with 0. */
export interface MonthBar {
  /** First day, "2021-03-01". */
  from: string;
  /** First day of the next. */
  to: string;
  count: number;
}

/** Every month that `span` touches, counted from the API's (perhaps gappy) list. */
export function monthBars(span: DateSpan, counted: readonly MonthCount[]): MonthBar[] {
  const counts = new Map(counted.map(({ month, count }) => [month, count]));
  const bars: MonthBar[] = [];
  for (let from = shiftMonths(span.from, 0); from < span.to; from = shiftMonths(from, 1)) {
    bars.push({ from, to: shiftMonths(from, 1), count: counts.get(from.slice(0, 7)) ?? 0 });
  }
  return bars;
}

/** First and last bar that a half-open span of dates touches; `null` when it touches none. */
export function brushed(bars: readonly MonthBar[], from: string | null, to: string | null): [number, number] | null {
  const inside = (bar: MonthBar): boolean => (from === null || bar.to > from) && (to === null || bar.from < to);
  const first = bars.findIndex(inside);
  return first === -1 ? null : [first, bars.findLastIndex(inside)];
}

/** The span of bars `a` to `b`, in either order; all bars are no condition. */
export function spanOf(bars: readonly MonthBar[], a: number, b: number): { from: string | null; to: string | null } {
  const first = bars[Math.min(a, b)];
  const last = bars[Math.max(a, b)];
  const all = Math.min(a, b) <= 0 && Math.max(a, b) >= bars.length - 1;
  return all || first === undefined || last === undefined ? { from: null, to: null } : { from: first.from, to: last.to };
}

/** Labels that fit under a histogram, at most. */
const MOST_YEARS = 8;

/** Where each year begins, as a fraction of the bars' width; every second, fourth, … where they would crowd. */
export function yearTicks(bars: readonly MonthBar[]): { year: string; at: number }[] {
  const starts = bars.flatMap(({ from }, index) => (from.slice(5, 7) === "01" ? [{ year: from.slice(0, 4), at: index / bars.length }] : []));
  let every = 1;
  while (starts.length / every > MOST_YEARS) every *= 2;
  // A label needs room to its right.
  return starts.filter(({ year, at }) => Number(year) % every === 0 && at < 0.93);
}
