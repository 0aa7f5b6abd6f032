/** Cells that have become hot or cold, stay so, or cease to be. */

import type { GeoFeature } from "../api/analyses";
import { count, day, plural } from "../format";
import { EMERGING, NOT_CLEAR } from "../palette";
import { filterParams } from "../state/filter";
import { type Analysis, type Answered, type AnalysisLegend, fixed, type LegendClass } from "./analysis";
import { selectsCell } from "./cells";
import { centreOf } from "../map/geometry";
import { classTable, labelOf } from "./class-table";
import { named } from "./colours";
import { GRIDS } from "./hot-spots";
import { resultTable } from "./table";

interface EmergingCell {
  cell: string;
  class: string;
  count: number;
  since: string | null;
  run_periods: number;
  /** Hot in the last period, and new or growing. */
  emerging?: boolean;
}

interface Emerging extends Answered {
  legend: AnalysisLegend & { classes: LegendClass[] };
  features: GeoFeature<EmergingCell>[];
}

/** Rows of the table; the map shows every cell in a class. */
const CLEAREST = 20;

/** What emerges first, then by class as the legend orders them, then by how much happened there. */
export function clearest(features: readonly GeoFeature<EmergingCell>[], classes: readonly LegendClass[]): GeoFeature<EmergingCell>[] {
  const order = new Map(classes.map(({ value }, index) => [value, index]));
  const rank = ({ properties }: GeoFeature<EmergingCell>): number => order.get(properties.class) ?? classes.length;
  const settled = ({ properties }: GeoFeature<EmergingCell>): number => (properties.emerging === true ? 0 : 1);
  return [...features].sort((a, b) => settled(a) - settled(b) || rank(a) - rank(b) || b.properties.count - a.properties.count).slice(0, CLEAREST);
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
    path: "emerging-hot-spots",
    params: [...filterParams(view.filter), ...["grid", "weights", "period", "span", "null"].map((name) => [name, option(name)] as [string, string])],
  }),
  nothing: ({ features }) => (features.length === 0 ? "No cell is in any class under these choices." : null),
  show({ legend: { classes }, features }, _, page) {
    const rows = clearest(features, classes).map(({ geometry, properties: { cell, class: of, count: incidents, since, run_periods: run } }) => ({
      cells: [labelOf(classes, of), count(incidents)],
      ...(since === null ? {} : { detail: `Since ${day(since)}, ${plural(run, "period")} on end` }),
      selection: { kind: "cell" as const, id: cell },
      points: { feature: cell },
      to: centreOf(geometry),
    }));
    return [
      classTable(named(classes, EMERGING, NOT_CLEAR), classes, page),
      resultTable(`The clearest ${count(rows.length)} of ${plural(features.length, "cell")}, what is new first.`, [{ name: "Cell" }, { name: "Incidents", number: true }], rows, page),
    ];
  },
  picture: ({ legend: { classes } }, _, params) => ({
    source: { kind: "tiles", layer: "emerging-hot-spots", params },
    id: "cell",
    property: "class",
    classes: named(classes, EMERGING, NOT_CLEAR),
    ...selectsCell,
    note: ({ class: of, count: incidents, since }) =>
      `${labelOf(classes, String(of))} · ${plural(Number(incidents), "incident")}${since == null ? "" : ` · since ${day(String(since))}`}`,
  }),
};
