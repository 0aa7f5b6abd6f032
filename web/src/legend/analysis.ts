/** The legend of an analysis: its classes, and what a picture of chance owes its reader: method, window and null hypothesis. */

import { type AnalysisLegend, type Asked, legendOf, type Page } from "../analyses/analysis";
import type { AnalysisAnswer } from "../analyses/follow";
import { analysisOf } from "../analyses/registry";
import { waiting } from "../analyses/wait";
import type { Resource } from "../data/resource";
import { el } from "../dom";
import { plural, span, windowOf } from "../format";
import type { ColourClass } from "../map/picture";

/** Classes one under the other, for names are longer than numbers. */
export function classList(classes: readonly ColourClass[], point: (value: string | null) => void): HTMLElement {
  const list = el("ul", { class: "class-list" });
  for (const { colour, label, value } of classes) {
    const swatch = el("span", { class: "class-swatch", "aria-hidden": "true" });
    swatch.style.backgroundColor = colour;
    const item = el("li", {}, swatch, el("span", {}, label));
    if (value !== undefined) {
      item.addEventListener("pointerenter", () => { point(value); });
      item.addEventListener("pointerleave", () => { point(null); });
    }
    list.append(item);
  }
  return list;
}

/** Window (the filter's, where the answer names none), method, null hypothesis and what the places stand for. */
export function methodNotes(legend: AnalysisLegend, { view, about }: Pick<Asked, "view" | "about">): HTMLElement {
  const window = legend.window == null ? windowOf(view.filter, about.span) : span(legend.window.from, legend.window.to);
  const incidents = legend.incidents == null ? "" : `, ${plural(legend.incidents, "incident")}`;
  const notes: [string, string | null | undefined][] = [
    ["Window", `${window}${incidents}`],
    ["Method", legend.method],
    ["If chance alone", legend.null],
    ["Places", legend.snapped_note],
  ];
  const list = el("dl", { class: "method-notes" });
  for (const [name, said] of notes) {
    if (said != null && said !== "") list.append(el("dt", {}, name), el("dd", {}, said));
  }
  return list;
}

/** The legend of the open analysis' picture, while it fills the ground. */
export function analysisLegend(analysis: Resource<AnalysisAnswer>, page: Page): HTMLElement {
  const root = el("div", { class: "legend-part", hidden: true });
  analysis.subscribe(({ value, error, cancelled, job }) => {
    if (value === null) {
      const said = error !== null ? "The analysis failed; its panel says why." : cancelled ? "Cancelled: nothing is drawn." : job === null ? "Loading…" : waiting(job.doneFraction);
      root.replaceChildren(el("p", { class: "note" }, said));
      return;
    }
    const { asked, result, params } = value;
    const open = analysisOf(value.id);
    const picture = open.picture?.(result, asked, params) ?? null;
    const legend = legendOf(open, result);
    const point = (at: string | null): void => { page.point(at === null ? null : { value: at }); };
    root.replaceChildren(
      el("h3", { class: "legend-unit" }, open.name),
      ...(picture === null || picture.classes.length === 0
        ? [el("p", { class: "note" }, "Nothing to draw under this filter.")]
        : [el("p", { class: "quiet" }, legend.unit ?? ""), classList(picture.classes, point)]),
      methodNotes(legend, asked),
    );
  });
  return root;
}
