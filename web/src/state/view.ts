/** Everything that the page shows by choice; the permalink carries exactly this. */

import type { AnalysisChoice } from "./analysis";
import { type Filter, NO_FILTER } from "./filter";

/** What fills the ground: one of them at a time, as each colours areas. */
export type Fill = "density" | "areas" | "analysis" | "risk" | "none";
/** What stands in the panel on the right. */
export type Side = "places" | "analyses" | "forecasts";
export type Overlay = "contours" | "incidents" | "repeats" | "labels";
export const OVERLAYS: readonly Overlay[] = ["repeats", "incidents", "contours", "labels"];

export type Kernel = "gaussian" | "quartic";
export type Edge = "none" | "uniform";
export type RepeatsBy = "key" | "point" | "cluster";
export type Measure = "count" | "rate";

export interface DensitySettings {
  bandwidthM: number;
  kernel: Kernel;
  edge: Edge;
}
export interface RepeatSettings {
  by: RepeatsBy;
  radiusM: number;
  minCount: number;
}
export interface AreaSettings {
  /** `null`: the first layer there is. */
  layer: string | null;
  measure: Measure;
}

/** Which stored forecast is shown, and how. */
export interface ForecastSettings {
  /** `null`: the one whose period begins last. */
  id: number | null;
  /** `null`: the whole period. */
  shift: string | null;
  /** The plain count in place of the forecast. */
  plain: boolean;
  /** The part of the ground by which the record is told; `null`: the least there is. */
  coverage: number | null;
  /** All forecasts with their scores in place of one. */
  all: boolean;
}

export type Selection =
  | { kind: "cell"; id: string }
  | { kind: "location"; id: string }
  | { kind: "incident"; id: string }
  | { kind: "area"; id: string }
  /** A row of the open analysis, which is also a shape of its picture: a zone, a cluster. */
  | { kind: "finding"; id: string }
  /** The forecast's cell at a point, "0.90123,51.88912". */
  | { kind: "risk"; id: string };

/** Incidents that lie on one point of the map, after a click there; no part of the link. */
export interface Stack {
  incidents: readonly string[];
}

export interface Camera {
  lng: number;
  lat: number;
  zoom: number;
}

export interface View {
  filter: Filter;
  fill: Fill;
  overlays: readonly Overlay[];
  density: DensitySettings;
  repeats: RepeatSettings;
  areas: AreaSettings;
  side: Side;
  analysis: AnalysisChoice | null;
  forecast: ForecastSettings;
  selection: Selection | null;
  /** `null`: the whole study area. */
  camera: Camera | null;
}

export const DEFAULT_VIEW: View = {
  filter: NO_FILTER,
  fill: "density",
  overlays: ["repeats", "labels"],
  density: { bandwidthM: 300, kernel: "gaussian", edge: "none" },
  repeats: { by: "key", radiusM: 50, minCount: 2 },
  areas: { layer: null, measure: "count" },
  side: "places",
  analysis: null,
  forecast: { id: null, shift: null, plain: false, coverage: null, all: false },
  selection: null,
  camera: null,
};

/** Parameters of the density resources, filter left out. */
export function densityParams({ bandwidthM, kernel, edge }: DensitySettings): [string, string][] {
  return [
    ["bandwidth_m", String(bandwidthM)],
    ["kernel", kernel],
    ["edge", edge],
  ];
}

/** Parameters of the repeat-location resources, filter left out. */
export function repeatParams({ by, radiusM, minCount }: RepeatSettings): [string, string][] {
  const params: [string, string][] = [["by", by]];
  if (by === "cluster") params.push(["radius_m", String(radiusM)]);
  params.push(["min_count", String(minCount)]);
  return params;
}
