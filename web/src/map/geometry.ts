/** Where a shape lies. */

import type { Geometry } from "../api/analyses";
import type { Bounds, LngLatPair } from "../api/types";

/** The box round a shape; `null` without one. */
export function boundsOf(geometry: Geometry | null): Bounds | null {
  if (geometry === null) return null;
  const rings = geometry.type === "Point" ? [[geometry.coordinates]] : geometry.type === "Polygon" ? geometry.coordinates : geometry.coordinates.flat();
  const places = rings.flat();
  if (places.length === 0) return null;
  const lngs = places.map(([lng]) => lng);
  const lats = places.map(([, lat]) => lat);
  return [Math.min(...lngs), Math.min(...lats), Math.max(...lngs), Math.max(...lats)];
}

/** The middle of that box. */
export function centreOf(geometry: Geometry | null): LngLatPair | null {
  const bounds = boundsOf(geometry);
  return bounds === null ? null : [(bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2];
}
