/** How much of the whole lies at how few places: one sentence and the curve behind it. */

import type { RepeatLocations } from "../api/types";
import { curve } from "../charts/curve";
import { el } from "../dom";
import { count, percent } from "../format";

export function concentration({ concentration: c, locations, incidents }: RepeatLocations): HTMLElement {
  if (c.share_for_25 === null) return el("p", { class: "note" }, "Too few incidents to say how concentrated they are.");
  const half = c.share_for_50 === null ? "" : `, half at ${percent(c.share_for_50)}`;
  const lead = `A quarter of incidents is at ${percent(c.share_for_25)} of locations${half}.`;
  const gini = c.gini === null ? "" : `Gini ${c.gini.toFixed(2)}${c.adjusted_gini === null ? "" : `, ${c.adjusted_gini.toFixed(2)} adjusted for few incidents (Bernasco and Steenbeek 2017)`}.`;
  return el(
    "div",
    { class: "concentration" },
    curve(c.curve),
    el("div", {}, el("p", { class: "lead" }, lead), el("p", { class: "quiet" }, `${count(incidents)} incidents at ${count(locations)} locations. ${gini}`)),
  );
}
