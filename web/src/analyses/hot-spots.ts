/** Cells with more, or fewer, incidents round them than chance would put there. */

import type { GeoFeature } from "../api/analyses";
import { count, measure, plural } from "../format";
import { LOCAL_MORAN, HOT_COLD, NOT_CLEAR } from "../palette";
import { filterParams } from "../state/filter";
import { type Analysis, type Answered, type AnalysisLegend, fixed, type LegendClass, type Option } from "./analysis";
import { selectsCell } from "./cells";
import { centreOf } from "../map/geometry";
import { classTable, labelOf } from "./class-table";
import { named } from "./colours";
import { resultTable } from "./table";
import { chance } from "./words";

interface HotCell {
  cell: string;
  class: string;
  count: number;
  neighbourhood: number;
  z: number;
  p: number;
}

interface HotSpots extends Answered {
  legend: AnalysisLegend & { classes: LegendClass[] };
  features: GeoFeature<HotCell>[];
}

/** Rows of the table; the map shows every cell in a class. */
const STRONGEST = 20;

const COLOURS = { ...HOT_COLD, ...LOCAL_MORAN };

export const GRIDS = [["hex:7", "About 2.4 km across"], ["hex:8", "About 0.9 km across"], ["hex:9", "About 350 m across"], ["hex:10", "About 130 m across"]] as const;

/** Counts, or rates of a layer whose residents are known. */
const rate: Option = {
  name: "rate",
  label: "What is judged",
  choices: ({ layers }) => [["", "Counts"], ...layers.filter(({ with_population: residents }) => residents).map(({ name }) => [name, `Rate per resident, by ${name}`] as const)],
  usual: () => "",
};

export const hotSpots: Analysis<HotSpots> = {
  id: "hot-spots",
  question: "Is this more than chance?",
  name: "Hot and cold spots (Getis-Ord Gi*)",
  options: [
    fixed("statistic", "Statistic", [["gi-star", "Getis-Ord Gi*"], ["local-moran", "Local Moran"]], "gi-star"),
    fixed("grid", "Cells", GRIDS, "hex:9"),
    fixed("weights", "Neighbours", [["ring:1", "Cells that touch"], ["ring:2", "Two rings"], ["ring:3", "Three rings"], ["band:500", "Within 500 m"], ["band:1000", "Within 1 km"]], "ring:1"),
    rate,
    fixed("permutations", "Chance from", [["0", "Normal approximation"], ["999", "999 permutations"], ["9999", "9,999 permutations"]], "0"),
    fixed("correction", "Many cells tested", [["fdr", "At most 5% false discoveries"], ["none", "Each cell for itself"]], "fdr"),
  ],
  pictured: true,
  request: ({ view, option }) => ({
    path: "hot-spots",
    params: [
      ...filterParams(view.filter),
      ...["statistic", "grid", "weights", "permutations", "correction"].map((name) => [name, option(name)] as [string, string]),
      ...(option("rate") === "" ? [] : [["rate", option("rate")] as [string, string]]),
    ],
  }),
  nothing: ({ features }) => (features.length === 0 ? "No cell stands out from chance under these choices." : null),
  show({ legend: { classes }, features }, _, page) {
    const strongest = [...features].sort((a, b) => b.properties.z - a.properties.z).slice(0, STRONGEST);
    const rows = strongest.map(({ geometry, properties: { cell, class: of, count: here, neighbourhood, z, p } }) => ({
      cells: [labelOf(classes, of), measure(z), chance(p)],
      detail: `${plural(here, "incident")} here, ${count(neighbourhood)} with its neighbours`,
      selection: { kind: "cell" as const, id: cell },
      points: { feature: cell },
      to: centreOf(geometry),
    }));
    const columns = [
      { name: "Cell" },
      { name: "z", number: true, title: "Standard deviations from what chance gives, the neighbours included", width: "56px" },
      { name: "p", number: true, title: "How often chance alone would differ as much", width: "72px" },
    ];
    return [classTable(named(classes, COLOURS, NOT_CLEAR), classes, page), resultTable(`The strongest ${count(rows.length)} of ${plural(features.length, "cell")}.`, columns, rows, page)];
  },
  picture: ({ legend: { classes } }, _, params) => ({
    source: { kind: "tiles", layer: "hot-spots", params },
    id: "cell",
    property: "class",
    classes: named(classes, COLOURS, NOT_CLEAR),
    ...selectsCell,
    note: ({ class: of, count: incidents, z, p }) =>
      `${labelOf(classes, String(of))} · ${plural(Number(incidents), "incident")} here · z ${measure(Number(z))}, p ${chance(Number(p))}`,
  }),
};
