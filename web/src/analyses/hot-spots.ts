/** Cells with more, or fewer, incidents round them than chance would put there. */

import type { LngLatPair } from "../api/types";
import { count, measure, plural } from "../format";
import { LOCAL_MORAN, HOT_COLD, NOT_CLEAR } from "../palette";
import { filterParams } from "../state/filter";
import { type Analysis, type Answered, type AnalysisLegend, fixed, type LegendClass, type Option } from "./analysis";
import { selectsCell } from "./cells";
import { classTable } from "./class-table";
import { named } from "./colours";
import { resultTable } from "./table";
import { chance } from "./words";

/** One of the strongest. */
interface Strong {
  cell: string;
  place: LngLatPair;
  class: string;
  count: number;
  z: number;
  p: number;
}

interface HotSpots extends Answered, AnalysisLegend {
  cells: number;
  significant_hot: number;
  significant_cold: number;
  classes: LegendClass[];
  strongest?: Strong[];
}

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
    path: "hot-spots/legend",
    params: [
      ...filterParams(view.filter),
      ...["statistic", "grid", "weights", "permutations", "correction"].map((name) => [name, option(name)] as [string, string]),
      ...(option("rate") === "" ? [] : [["rate", option("rate")] as [string, string]]),
    ],
  }),
  show({ classes, strongest = [] }, _, page) {
    const rows = strongest.map(({ cell, place, class: of, count: incidents, z, p }) => ({
      cells: [classes.find(({ value }) => value === of)?.label ?? of, count(incidents), measure(z), chance(p)],
      selection: { kind: "cell" as const, id: cell },
      points: { feature: cell },
      to: place,
    }));
    const columns = [
      { name: "Cell" },
      { name: "Here", number: true, title: "Incidents in the cell itself" },
      { name: "z", number: true, title: "Standard deviations from what chance gives, the neighbours included" },
      { name: "p", number: true, title: "How often chance alone would differ as much" },
    ];
    return [classTable(named(classes, COLOURS, NOT_CLEAR), classes, page), ...(rows.length === 0 ? [] : [resultTable(`The ${plural(rows.length, "strongest cell", "strongest cells")}.`, columns, rows, page)])];
  },
  picture: ({ classes }, _, params) => ({
    source: { kind: "tiles", layer: "hot-spots", params },
    id: "cell",
    property: "class",
    classes: named(classes, COLOURS, NOT_CLEAR),
    ...selectsCell,
    note: ({ class: of, count: incidents, z, p }) =>
      `${classes.find(({ value }) => value === of)?.label ?? String(of)} · ${plural(Number(incidents), "incident")} here · z ${measure(Number(z))}, p ${chance(Number(p))}`,
  }),
};
