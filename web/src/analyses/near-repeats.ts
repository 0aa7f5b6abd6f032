/** Near repeats: how much risk is raised close by and soon after an incident, and where it is raised today. */

import type { GeoFeature } from "../api/analyses";
import { measure, plural } from "../format";
import { RAISED } from "../palette";
import { filterParams } from "../state/filter";
import { type Analysis, type Answered, type Asked, fixed, type Params } from "./analysis";
import { day } from "../format";
import { boundsOf } from "../map/geometry";
import { ramped } from "./colours";
import { type Knox, knoxTable } from "./knox";
import { resultTable } from "./table";

interface Zone {
  incident: number;
  category: string;
  date: string;
  age_days: number;
  radius_m: number;
  until: string;
  ratio: number;
  overlapping: number;
}

interface Zones extends Answered {
  features: GeoFeature<Zone>[];
  at: string;
  zones: number;
  left_out: number;
  rule: string | null;
  also?: Knox;
}

/** Rows of the table; the map shows every zone. */
const SHOWN = 50;

const BANDS: readonly (readonly [string, string])[] = [
  ["100,200,300,400,500", "Bands of 100 m to 500 m"],
  ["200,400,600,800,1000", "Bands of 200 m to 1 km"],
  ["250,500,1000", "250 m, 500 m, 1 km"],
];
const TIMES: readonly (readonly [string, string])[] = [
  ["7,14,21,28", "Weeks, to four"],
  ["3,7,14,28", "3, 7, 14, 28 days"],
  ["14,28,42,56", "Fortnights, to eight weeks"],
];

const knoxParams = ({ view, option }: Asked): Params => [
  ...filterParams(view.filter),
  ["distances_m", option("distances")],
  ["times_days", option("times")],
  ["metric", option("metric")],
  ["replicas", option("replicas")],
];

export const nearRepeats: Analysis<Zones> = {
  id: "near-repeats",
  question: "Where is risk raised right now?",
  name: "Near repeats (Knox test) and the zones alive today",
  options: [
    fixed("distances", "How near", BANDS, "100,200,300,400,500"),
    fixed("times", "How soon", TIMES, "7,14,21,28"),
    fixed("metric", "Distance", [["euclidean", "Straight line"], ["manhattan", "Along streets (Manhattan)"]], "euclidean"),
    fixed("replicas", "Shuffles", [["99", "99"], ["999", "999"], ["9999", "9,999"]], "999"),
  ],
  pictured: true,
  request: (asked) => ({ path: "near-repeats/zones", params: knoxParams(asked), also: { path: "near-repeats", params: knoxParams(asked) } }),
  show(answer, _, page) {
    const { features, also } = answer;
    const rows = features.slice(0, SHOWN).map(({ geometry, properties: zone }) => ({
      cells: [`Until ${day(zone.until)}`, `${measure(zone.ratio)}×`, `${measure(zone.radius_m)} m`],
      detail: `After ${categoryName(zone.category)} on ${day(zone.date)}`,
      selection: { kind: "finding" as const, id: String(zone.incident) },
      points: { feature: String(zone.incident) },
      to: boundsOf(geometry),
    }));
    const caption = `${plural(answer.zones, "zone")} alive on ${day(answer.at)}${rows.length < answer.zones ? `, the newest ${rows.length} here` : ""}.${answer.rule === null ? "" : ` Raised ${answer.rule}.`}`;
    const zones = rows.length === 0 ? [] : [resultTable(caption, [{ name: "Zone" }, { name: "Raised", number: true, title: "Times as many as by chance" }, { name: "Radius", number: true }], rows, page)];
    return [...zones, ...(also === undefined ? [] : [knoxTable(also)])];
  },
  picture: ({ legend, features }) => ({
    source: { kind: "shapes", features },
    id: "incident",
    property: "ratio",
    classes: ramped(legend?.classes, RAISED),
    selects: (id) => ({ kind: "finding", id }),
    shapeOf: ({ kind, id }) => (kind === "finding" ? id : null),
    note: ({ ratio, until, category }) => `${measure(Number(ratio))} times the usual risk until ${day(String(until))}, after ${categoryName(String(category))}`,
  }),
};

/** "crime/burglary" as "burglary". */
const categoryName = (id: string): string => id.slice(id.indexOf("/") + 1).replaceAll("-", " ");
