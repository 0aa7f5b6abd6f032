/** Addresses of the service's tiles under a view. */

import { filterParams, queryString } from "../state/filter";
import type { View } from "../state/view";

export type TileLayer =
  | "density"
  | "incidents"
  | "repeat-locations"
  | "areas"
  | "areas-labels"
  | "hot-spots"
  | "emerging-hot-spots"
  | "relative-risk"
  | "area-trends"
  | "comparison"
  | "risk";

/** Tile template with the filter and the layer's own parameters; absolute, because a worker fetches it. */
export function tileTemplate(layer: TileLayer, params: readonly [string, string][]): string {
  const query = queryString(params);
  return `${window.location.origin}/tiles/${layer}/{z}/{x}/{y}.mvt${query === "" ? "" : `?${query}`}`;
}

/** The filter's parameters followed by `own`. */
export function filtered(view: View, own: readonly [string, string][] = []): [string, string][] {
  return [...filterParams(view.filter), ...own];
}
