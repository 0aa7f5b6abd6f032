/** Shapes that the analyses' answers share. */

export type Geometry =
  | { type: "Point"; coordinates: [number, number] }
  | { type: "Polygon"; coordinates: [number, number][][] }
  | { type: "MultiPolygon"; coordinates: [number, number][][][] };

export interface GeoFeature<P> {
  geometry: Geometry | null;
  properties: P;
}
