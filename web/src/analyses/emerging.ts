/** Cells that have become hot or cold, stay so, or cease to be. */

import type { LngLatPair } from "../api/types";
import { count, month, plural } from "../format";
import { EMERGING, NOT_CLEAR } from "../palette";
import { filterParams } from "../state/filter";
import { type Analysis, type Answered, type AnalysisLegend, fixed, type LegendClass } from "./analysis";
import { selectsCell } from "./cells";
import { classTable } from "./class-table";
import { named } from "./colours";
import { GRIDS } from "./hot-spots";
import { resultTable } from "./table";

interface Strong {
  cell: string;
  place: LngLatPair;
  class: string;
  count: number;
  since?: string | null;
  run_periods?: number;
}

interface Emerging extends Answered, AnalysisLegend {
  classes: LegendClass[];
  strongest?: Strong[];
}

export const emerging: Analysis<Emerging> = {
  id: "emerging",
  question: "What is emerging?",
  name: "Emerging hot spots (Gi* in space and time, Mann-Kendall)",
  options: [
    fixed("grid", "Cells", GRIDS.slice(0, 3), "hex:8"),
    fixed("period", "Periods", [["week", "Weeks"], ["month", "Months"]], "month"),
    fixed("span", "Periods taken together", [["0", "Each for itself"], ["1", "With the one before"], ["2", "With the two before"]], "1"),
    fixed("weights", "Neighbours", [["ring:1", "Cells that touch"], ["ring:2", "Two rings"]], "ring:1"),
    fixed("null", "Compared with", [["whole-cube", "All cells and periods"], ["step", "All cells of the same period"]], "whole-cube"),
  ],
  pictured: true,
  request: ({ view, option }) => ({
    path: "emerging-hot-spots/legend",
    params: [...filterParams(view.filter), ...["grid", "weights", "period", "span", "null"].map((name) => [name, option(name)] as [string, string])],
  }),
  show({ classes, strongest = [] }, _, page) {
    const rows = strongest.map(({ cell, place, class: of, count: incidents, since, run_periods: run }) => ({
      cells: [classes.find(({ value }) => value === of)?.label ?? of, count(incidents)],
      ...(since == null ? {} : { detail: `Since ${month(since)}${run === undefined ? "" : `, ${plural(run, "period")} on end`}` }),
      selection: { kind: "cell" as const, id: cell },
      points: { feature: cell },
      to: place,
    }));
    return [
      classTable(named(classes, EMERGING, NOT_CLEAR), classes, page),
      ...(rows.length === 0 ? [] : [resultTable("The clearest cells, what is new first.", [{ name: "Cell" }, { name: "Incidents", number: true }], rows, page)]),
    ];
  },
  picture: ({ classes }, _, params) => ({
    source: { kind: "tiles", layer: "emerging-hot-spots", params },
    id: "cell",
    property: "class",
    classes: named(classes, EMERGING, NOT_CLEAR),
    ...selectsCell,
    note: ({ class: of, count: incidents, since }) =>
      `${classes.find(({ value }) => value === of)?.label ?? String(of)} · ${plural(Number(incidents), "incident")}${since == null ? "" : ` · since ${month(String(since))}`}`,
  }),
};
