/** The Knox table: pairs of incidents by how far apart and how long after each other, against chance. */

import { el } from "../dom";
import { count, measure, plural } from "../format";
import { RAISED } from "../palette";

interface Band {
  label: string;
}

interface KnoxCell {
  observed: number;
  expected: number;
  ratio: number | null;
  p: number | null;
}

export interface Knox {
  distance_bands: Band[];
  time_bands: Band[];
  table: KnoxCell[][];
  replicas: number;
  incidents: number;
  without_place: number;
  window_too_long: number;
}

/** Below this the service's shuffles hardly ever gave as many pairs. */
const CLEAR_P = 0.05;

/** How dark a cell is: not at all unless more pairs than chance would give were found, and hardly ever by chance. */
export function shade({ ratio, p }: Pick<KnoxCell, "ratio" | "p">): string | null {
  if (ratio === null || p === null || p > CLEAR_P || ratio <= 1) return null;
  const step = [1.2, 1.5, 2, 3].filter((least) => ratio >= least).length;
  return RAISED[step] ?? null;
}

export function knoxTable(knox: Knox): HTMLElement {
  const head = el("tr", {}, el("th", { scope: "col" }, "Apart"), ...knox.time_bands.map(({ label }) => el("th", { scope: "col", class: "number" }, label)));
  const rows = knox.table.map((cells, index) =>
    el("tr", {}, el("th", { scope: "row" }, knox.distance_bands[index]?.label ?? ""), ...cells.map(knoxCell)),
  );
  const left = [
    knox.without_place > 0 ? `${count(knox.without_place)} without a place` : "",
    knox.window_too_long > 0 ? `${count(knox.window_too_long)} whose date is not known well enough` : "",
  ].filter((said) => said !== "");
  const caption = `Pairs found against pairs by chance (times as many); shaded where chance alone gives as many in at most 1 of 20 of ${plural(knox.replicas, "shuffle")}. ${plural(knox.incidents, "incident")}${left.length === 0 ? "" : `; left out: ${left.join(", ")}`}.`;
  return el("section", {}, el("h3", {}, "How near and how soon"), el("div", { class: "wide-table" }, el("table", { class: "knox" }, el("caption", {}, caption), el("thead", {}, head), el("tbody", {}, ...rows))));
}

function knoxCell(cell: KnoxCell): HTMLElement {
  const { observed, expected, ratio, p } = cell;
  const title = `${count(observed)} pairs, ${measure(expected)} by chance${p === null ? "" : `; p = ${p}`}`;
  const element = el("td", { class: "number", title }, ratio === null ? "–" : measure(ratio));
  const colour = shade(cell);
  if (colour !== null) {
    element.style.backgroundColor = colour;
    if (RAISED.indexOf(colour as (typeof RAISED)[number]) >= 2) element.style.color = "#fff";
  }
  return element;
}
