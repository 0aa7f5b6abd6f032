/** The view as the page's own query string, and back. Unknown or spoilt values fall to the default, never to an error. */

import { ANALYSES, type AnalysisChoice } from "./analysis";
import { DAYS, type Day, type Filter, type HourRange, filterParams, queryString, splitList } from "./filter";
import { placeOf } from "./forecast";
import { type Camera, DEFAULT_VIEW, type Fill, type ForecastSettings, OVERLAYS, type Overlay, type Selection, type View } from "./view";

const DATE = /^\d{4}-\d{2}-\d{2}$/;

function oneOf<T extends string>(value: string | null, allowed: readonly T[], otherwise: T): T {
  return allowed.find((candidate) => candidate === value) ?? otherwise;
}

function list(params: URLSearchParams, name: string): string[] {
  return splitList(params.get(name) ?? "");
}

function date(params: URLSearchParams, name: string): string | null {
  const value = params.get(name);
  return value !== null && DATE.test(value) && !Number.isNaN(Date.parse(value)) ? value : null;
}

function hours(value: string | null): HourRange | null {
  const match = /^(\d{1,2})-(\d{1,2})$/.exec(value ?? "");
  if (match === null) return null;
  const from = Number(match[1]);
  const to = Number(match[2]);
  return from <= 23 && to <= 24 && from !== to && !(from === 0 && to === 24) ? { from, to: to === 0 ? 24 : to } : null;
}

function number(value: string | null, least: number, most: number, otherwise: number): number {
  const parsed = value === null || value === "" ? Number.NaN : Number(value);
  return parsed >= least && parsed <= most ? parsed : otherwise;
}

function readFilter(params: URLSearchParams): Filter {
  const days = list(params, "days");
  return {
    categories: list(params, "category"),
    from: date(params, "from"),
    to: date(params, "to"),
    hours: hours(params.get("hours")),
    days: DAYS.filter((day: Day) => days.includes(day)),
    areas: list(params, "area"),
    sources: list(params, "source"),
    provenance: list(params, "provenance"),
  };
}

function readSelection(value: string | null): Selection | null {
  const match = /^(cell|location|incident|area|finding|risk):(.+)$/.exec(value ?? "");
  const id = match?.[2];
  if (match?.[1] === "risk" && placeOf(id ?? "") === null) return null;
  return match === null || id === undefined ? null : { kind: match[1] as Selection["kind"], id };
}

function readCamera(value: string | null): Camera | null {
  const [lng, lat, zoom] = (value ?? "").split(",").map(Number);
  if (lng === undefined || lat === undefined || zoom === undefined) return null;
  const sound = Math.abs(lng) <= 180 && Math.abs(lat) <= 85 && zoom >= 0 && zoom <= 22;
  return sound ? { lng, lat, zoom } : null;
}

/** Options of an analysis stand beside the page's own parameters, with this before their names. */
const OPTION = "opt.";

function readAnalysis(params: URLSearchParams): AnalysisChoice | null {
  const id = ANALYSES.find((known) => known === params.get("analysis"));
  if (id === undefined) return null;
  const named = [...params].filter(([name]) => name.startsWith(OPTION)).map(([name, value]) => [name.slice(OPTION.length), value] as const);
  return { id, options: Object.fromEntries(named) };
}

function readForecast(params: URLSearchParams): ForecastSettings {
  const { id, coverage } = DEFAULT_VIEW.forecast;
  return {
    id: /^[1-9]\d{0,8}$/.test(params.get("forecast") ?? "") ? Number(params.get("forecast")) : id,
    shift: params.get("shift"),
    plain: params.get("risk") === "plain",
    coverage: number(params.get("coverage"), 0.000_001, 1, Number.NaN) || coverage,
    all: params.has("ledger"),
  };
}

const FILLS: readonly Fill[] = ["density", "areas", "analysis", "risk"];

function readLayers(params: URLSearchParams): Pick<View, "fill" | "overlays"> {
  const { fill, overlays } = DEFAULT_VIEW;
  if (!params.has("layers")) return { fill, overlays };
  const named = list(params, "layers");
  const chosen = FILLS.find((known) => named.includes(known)) ?? "none";
  return {
    fill: chosen === "analysis" && readAnalysis(params) === null ? fill : chosen,
    overlays: OVERLAYS.filter((overlay: Overlay) => named.includes(overlay)),
  };
}

/** The view that a query string (with or without its `?`) asks for. */
export function readView(search: string): View {
  const params = new URLSearchParams(search);
  const { density, repeats, areas } = DEFAULT_VIEW;
  return {
    filter: readFilter(params),
    ...readLayers(params),
    density: {
      bandwidthM: number(params.get("bandwidth_m"), 25, 20_000, density.bandwidthM),
      kernel: oneOf(params.get("kernel"), ["gaussian", "quartic"], density.kernel),
      edge: oneOf(params.get("edge"), ["none", "uniform"], density.edge),
    },
    repeats: {
      by: oneOf(params.get("by"), ["key", "point", "cluster"], repeats.by),
      radiusM: number(params.get("radius_m"), 1, 2_000, repeats.radiusM),
      minCount: number(params.get("min_count"), 1, 1_000_000, repeats.minCount),
    },
    areas: {
      layer: params.get("area_layer") ?? areas.layer,
      measure: oneOf(params.get("measure"), ["count", "rate"], areas.measure),
    },
    side: oneOf(params.get("side"), ["places", "analyses", "forecasts"], params.has("analysis") ? "analyses" : DEFAULT_VIEW.side),
    analysis: readAnalysis(params),
    forecast: readForecast(params),
    selection: readSelection(params.get("select")),
    camera: readCamera(params.get("at")),
  };
}

/** The query string of a view, without `?`; what equals the default is left out. */
export function writeView(view: View): string {
  const params = filterParams(view.filter);
  const unless = (name: string, value: string | number | null, usual: string | number | null): void => {
    if (value !== null && value !== usual) params.push([name, String(value)]);
  };
  const layers = ({ fill, overlays }: Pick<View, "fill" | "overlays">): string =>
    [fill, ...OVERLAYS.filter((overlay) => overlays.includes(overlay))].join(",");
  const { density, repeats, areas } = DEFAULT_VIEW;
  unless("layers", layers(view), layers(DEFAULT_VIEW));
  unless("bandwidth_m", view.density.bandwidthM, density.bandwidthM);
  unless("kernel", view.density.kernel, density.kernel);
  unless("edge", view.density.edge, density.edge);
  unless("by", view.repeats.by, repeats.by);
  unless("radius_m", view.repeats.radiusM, repeats.radiusM);
  unless("min_count", view.repeats.minCount, repeats.minCount);
  unless("area_layer", view.areas.layer, areas.layer);
  unless("measure", view.areas.measure, areas.measure);
  unless("side", view.side, view.analysis === null ? DEFAULT_VIEW.side : "analyses");
  if (view.analysis !== null) {
    params.push(["analysis", view.analysis.id]);
    for (const [name, value] of Object.entries(view.analysis.options).sort()) params.push([OPTION + name, value]);
  }
  const { id, shift, plain, coverage, all } = view.forecast;
  unless("forecast", id, null);
  unless("shift", shift, null);
  if (plain) params.push(["risk", "plain"]);
  unless("coverage", coverage, null);
  if (all) params.push(["ledger", "all"]);
  if (view.selection !== null) params.push(["select", `${view.selection.kind}:${view.selection.id}`]);
  if (view.camera !== null) {
    const { lng, lat, zoom } = view.camera;
    params.push(["at", `${lng.toFixed(4)},${lat.toFixed(4)},${zoom.toFixed(2)}`]);
  }
  return queryString(params);
}
