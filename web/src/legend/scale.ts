/** A legend's coloured classes, with their bounds, unit, window and method. */

import type { ClassLegend } from "../api/types";
import { el } from "../dom";
import { count, measure, span } from "../format";

/** Bounds of class `index`: "1.2 to 3.4", the last "3.4 and more". */
export function classBounds(breaks: readonly number[], index: number): string {
  const low = breaks[index];
  const high = breaks[index + 1];
  if (low === undefined) return "";
  return high === undefined ? `${measure(low)} and more` : `${measure(low)} to ${measure(high)}`;
}

/** Swatches in a row with the breaks under their edges; read aloud as a list of classes. */
export function classScale(breaks: readonly number[], colours: readonly string[]): HTMLElement {
  const list = el("ol", { class: "scale" });
  for (const [index, low] of breaks.entries()) {
    const swatch = el("span", { class: "swatch", "aria-hidden": "true" });
    swatch.style.backgroundColor = colours[index] ?? colours.at(-1) ?? "transparent";
    list.append(el("li", { title: classBounds(breaks, index), "aria-label": classBounds(breaks, index) }, swatch, el("span", { class: "scale-break" }, measure(low))));
  }
  return list;
}

/** Window, number of incidents, method and, where points are snapped, what that means. */
export function legendNotes(legend: ClassLegend): HTMLElement {
  const window = legend.window === null ? "all dates" : span(legend.window.from, legend.window.to);
  return el(
    "dl",
    { class: "legend-notes" },
    ...pair("Window", window),
    ...pair("Counted", `${count(legend.incidents)} incidents`),
    ...pair("Method", legend.method),
    ...(legend.snapped_note == null || legend.snapped_note === "" ? [] : pair("Places", legend.snapped_note)),
  );
}

function pair(name: string, value: string): HTMLElement[] {
  return [el("dt", {}, name), el("dd", {}, value)];
}
