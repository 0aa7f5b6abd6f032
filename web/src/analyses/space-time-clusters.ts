/** Clusters in space and time: more in one circle over some days than its places and its days would give. */

import type { GeoFeature } from "../api/analyses";
import { count, measure, plural, span } from "../format";
import { CLUSTERS } from "../palette";
import { filterParams } from "../state/filter";
import { type Analysis, type AnalysisLegend, type Answered, fixed } from "./analysis";
import type { ColourClass } from "../map/picture";
import { boundsOf } from "../map/geometry";
import { chance, every } from "./words";
import { resultTable } from "./table";

interface Cluster {
  rank: number;
  radius_m: number;
  from: string;
  to: string;
  days: number;
  incidents: number;
  expected: number;
  ratio: number;
  p: number;
  recurrence_interval_days: number | null;
}

/** Classes by p: up to `to_p`, and above that of the class before. */
interface ChanceClass {
  label: string;
  to_p: number;
}

interface Clusters extends Answered {
  legend: AnalysisLegend & { classes: ChanceClass[] };
  features: GeoFeature<Cluster>[];
  mode: string;
  days: number;
}

/** A p that is the end of a class belongs to it. */
const JUST_ABOVE = 1e-9;

/** Classes from their ends to their beginnings, which is how colours are given. */
export function byChance(classes: readonly ChanceClass[]): ColourClass[] {
  return classes.map(({ label }, index) => {
    const before = classes[index - 1];
    return { label, from: before === undefined ? 0 : before.to_p + JUST_ABOVE, colour: CLUSTERS[index] ?? CLUSTERS[2] };
  });
}

export const spaceTimeClusters: Analysis<Clusters> = {
  id: "space-time-clusters",
  question: "Are there clusters in space and time?",
  name: "Space-time permutation scan (Kulldorff 2005)",
  options: [
    fixed("mode", "Looking", [["prospective", "For clusters that still go on"], ["retrospective", "Back over the whole window"]], "prospective"),
    fixed("max_radius_m", "Radius at most", [["500", "500 m"], ["1000", "1 km"], ["2000", "2 km"], ["5000", "5 km"]], "1000"),
    fixed("max_days", "Days at most", [["7", "7 days"], ["14", "14 days"], ["28", "28 days"], ["56", "56 days"]], "28"),
    fixed("replicas", "Shuffles", [["99", "99"], ["999", "999"]], "999"),
  ],
  pictured: true,
  request: ({ view, option }) => ({
    path: "space-time-clusters",
    params: [...filterParams(view.filter), ...["mode", "max_radius_m", "max_days", "replicas"].map((name) => [name, option(name)] as [string, string])],
  }),
  nothing: ({ features }) => (features.length === 0 ? "No cluster was found under these choices." : null),
  show({ features }, _, page) {
    const rows = features.map(({ geometry, properties: cluster }) => ({
      cells: [`${cluster.rank}. ${span(cluster.from, cluster.to)}`, count(cluster.incidents), `${measure(cluster.ratio)}×`, chance(cluster.p)],
      detail: `Within ${measure(cluster.radius_m)} m; ${measure(cluster.expected)} expected${cluster.recurrence_interval_days === null ? "" : `; by chance once in ${every(cluster.recurrence_interval_days)}`}`,
      selection: { kind: "finding" as const, id: String(cluster.rank) },
      points: { feature: String(cluster.rank) },
      to: boundsOf(geometry),
    }));
    const columns = [{ name: "Cluster" }, { name: "Found", number: true, title: "Incidents in the cluster", width: "58px" }, { name: "Ratio", number: true, title: "Times as many as expected", width: "56px" }, { name: "p", number: true, title: "Share of shuffles with as strong a cluster anywhere", width: "66px" }];
    return [resultTable(features.length === 1 ? "The strongest." : `${plural(features.length, "cluster")} that do not overlap, the strongest first.`, columns, rows, page)];
  },
  picture: ({ legend, features }) => ({
    source: { kind: "shapes", features },
    id: "rank",
    property: "p",
    classes: byChance(legend.classes),
    outlined: true,
    selects: (id) => ({ kind: "finding", id }),
    shapeOf: ({ kind, id }) => (kind === "finding" ? id : null),
    note: ({ rank, incidents, expected, from, to }) =>
      `${String(rank)}. ${plural(Number(incidents), "incident")}, ${measure(Number(expected))} expected, ${span(String(from), String(to))}`,
  }),
};
