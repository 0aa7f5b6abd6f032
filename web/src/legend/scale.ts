/** A legend's coloured classes, with their bounds, unit, window and method. */

import { waiting } from "../analyses/wait";
import type { ClassLegend } from "../api/types";
import type { Answer } from "../data/resource";
import { el } from "../dom";
import { measure, plural, span } from "../format";
import { failed } from "../shell/states";

/** Bounds of class `index`: "1.2 to 3.4", the last "3.4 and more". */
export function classBounds(breaks: readonly number[], index: number): string {
  const low = breaks[index];
  const high = breaks[index + 1];
  if (low === undefined) return "";
  return high === undefined ? `${measure(low)} and more` : `${measure(low)} to ${measure(high)}`;
}

/** The whole legend of a layer in classes, or why there is none. */
export function classes({ value, error, job }: Answer<ClassLegend>, colours: readonly string[], retry: () => void): HTMLElement[] {
  if (error !== null) return [failed(error, retry)];
  if (value === null) return [el("p", { class: "note" }, job === null ? "Counting…" : waiting(job.doneFraction))];
  if (value.breaks.length === 0) return [el("p", { class: "note" }, "No incidents pass the filter: nothing is drawn.")];
  return [el("h3", { class: "legend-unit" }, value.unit), scale(value.breaks, colours), notes(value)];
}

/** The classes side by side, each with its least value. */
export function scale(breaks: readonly number[], colours: readonly string[]): HTMLElement {
  const list = el("ol", { class: "scale" });
  for (const [index, low] of breaks.entries()) {
    const bounds = classBounds(breaks, index);
    const swatch = el("span", { class: "swatch", "aria-hidden": "true" });
    swatch.style.backgroundColor = colours[index] ?? colours.at(-1) ?? "transparent";
    const bound = el("span", { class: "scale-break", "aria-hidden": "true" }, measure(low));
    list.append(el("li", { title: bounds }, swatch, bound, el("span", { class: "visually-hidden" }, bounds)));
  }
  return list;
}

function notes(legend: ClassLegend): HTMLElement {
  const window = legend.window === null ? "all dates" : span(legend.window.from, legend.window.to);
  return noteList([
    ["Window", `${window}, ${plural(legend.incidents, "incident")}`],
    ["Method", legend.method],
    ["Not drawn", notDrawn(legend.breaks)],
    ["Places", legend.snapped_note ?? ""],
  ]);
}

/** Below the first class nothing is drawn. */
export function notDrawn([least]: readonly number[]): string {
  return least === undefined ? "" : `under ${measure(least)}`;
}

/** Names with what is said of them; nothing said, nothing shown. */
export function noteList(notes: readonly (readonly [name: string, said: string])[]): HTMLElement {
  const list = el("dl", { class: "legend-notes" });
  for (const [name, said] of notes) {
    if (said !== "") list.append(el("dt", {}, name), el("dd", {}, said));
  }
  return list;
}
