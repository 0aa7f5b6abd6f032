/** Forecasts in words: how far they reach, on what ground, and how sure a number is. */

import type { Forecast } from "../api/forecasts";
import type { DateSpan } from "../api/types";
import { count, measure, percent, plural, span } from "../format";

/** "7d" as "7 days", "1mo" as "1 month". */
export function horizonWords(horizon: string): string {
  const match = /^(\d+)(d|mo)$/.exec(horizon);
  return match === null ? horizon : plural(Number(match[1]), match[2] === "d" ? "day" : "month");
}

const HEXAGONS: Readonly<Record<string, string>> = { 7: "2.4 km", 8: "900 m", 9: "350 m", 10: "130 m", 11: "50 m" };

/** "hex:9" as "350 m hexagons", "square:250ft" as "250 ft squares". */
export function gridWords(grid: string): string {
  const [shape, size = ""] = grid.split(":");
  if (shape === "hex") return size in HEXAGONS ? `${HEXAGONS[size] ?? ""} hexagons` : `hexagons of resolution ${size}`;
  return shape === "square" ? `${size.replace(/^([\d.]+)\s*/, "$1 ")} squares` : grid;
}

/** "count-12mo" as "count of 12 months", where the service gives a plain count's name alone. */
export function plainWords(name: string): string {
  const window = /^count-(.+)$/.exec(name)?.[1];
  if (window === undefined) return name;
  if (window === "all") return "count of all years";
  if (window === "decayed") return "count that forgets with time";
  return `count of ${horizonWords(window)}`;
}

/** 1 as "1st", 12 as "12th", 1,203 as "1,203rd". */
export function ordinal(rank: number): string {
  const [tens, ones] = [rank % 100, rank % 10];
  const ending = tens >= 11 && tens <= 13 ? "th" : ({ 1: "st", 2: "nd", 3: "rd" }[ones] ?? "th");
  return `${count(rank)}${ending}`;
}

/** How often such an interval holds: 0.8 as "8 times in 10", 0.95 as "19 times in 20". */
export function timesIn(fraction: number): string {
  for (const of of [10, 20]) {
    const times = fraction * of;
    if (Math.abs(times - Math.round(times)) < 1e-6) return `${Math.round(times)} times in ${of}`;
  }
  return `${percent(fraction)} of the time`;
}

/** The incidents between which the truth lies so often: "none", "none or one", "2 to 5". */
export function between(low: number, high: number): string {
  const [least, most] = [Math.round(low), Math.round(high)];
  if (most === 0) return "none";
  if (least === most) return count(least);
  return least === 0 && most === 1 ? "none or 1" : `${count(least)} to ${count(most)}`;
}

/** A chance as a person says it: "about 1 in 3", "almost certain". */
export function chanceWords(fraction: number): string {
  if (fraction >= 0.99) return "almost certain";
  if (fraction >= 0.75) return `about ${Math.min(9, Math.round(fraction * 10))} in 10`;
  if (fraction >= 0.55) return "about 2 in 3";
  if (fraction <= 0) return "none";
  return `about 1 in ${count(Math.max(2, Math.round(1 / fraction)))}`;
}

/** The parts rounded so that they add up to `total` as it is shown: the largest remainders take what is left over. */
export function addingUp(parts: readonly number[], total: number, digits: number): number[] {
  const unit = 10 ** digits;
  const floors = parts.map((part) => Math.floor(part * unit));
  const left = Math.round(total * unit) - floors.reduce((sum, value) => sum + value, 0);
  const order = parts.map((part, index) => ({ index, rest: part * unit - (floors[index] ?? 0) })).sort((a, b) => b.rest - a.rest);
  // More is left over than there are parts only where they do not add up: then nothing is made up.
  if (left < 0 || left > parts.length) return parts.map((part) => Math.round(part * unit) / unit);
  const raised = new Set(order.slice(0, left).map(({ index }) => index));
  return floors.map((value, index) => (value + (raised.has(index) ? 1 : 0)) / unit);
}

/** Decimals with which a number of this size shows three figures, but no more than four. */
export function digitsOf(value: number): number {
  if (value <= 0) return 2;
  return Math.max(0, Math.min(4, 2 - Math.floor(Math.log10(value))));
}

/** "1 to 7 Dec 2025": within a month or a year the first day leaves out what the last one says. */
export function period({ from, to }: DateSpan): string {
  const said = span(from, to);
  const match = /^(\d+) (\w+) (\d+) to (\d+) (\w+) (\d+)$/.exec(said);
  if (match === null) return said;
  const [, firstDay = "", firstMonth = "", firstYear = "", lastDay = "", lastMonth = "", lastYear = ""] = match;
  if (firstYear !== lastYear) return said;
  return `${firstDay}${firstMonth === lastMonth ? "" : ` ${firstMonth}`} to ${lastDay} ${lastMonth} ${lastYear}`;
}

/** That hours are not known, with the service's reason. */
export function hoursUnknown(reason: string | null): string {
  if (reason === null) return "Hours are not known in this data.";
  return `Hours are not known: ${reason.charAt(0).toLowerCase()}${reason.slice(1).replace(/\.$/, "")}.`;
}

/** What a forecast is of, in one line. */
export function kindOf({ category_label: label, horizon, model, grid }: Pick<Forecast, "category_label" | "horizon" | "model" | "grid">): string {
  return `${label} · ${horizonWords(horizon)} · ${model} · ${gridWords(grid)}`;
}

/** "1.84 expected", and never "0": a place without any expectation is not drawn. */
export const expectedWords = (expected: number): string => (expected > 0 && expected < 0.001 ? "under 0.001" : measure(expected));
