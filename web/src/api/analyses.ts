/** Shapes that the analyses' answers share. */

export type Geometry =
  | { type: "Point"; coordinates: [number, number] }
  | { type: "Polygon"; coordinates: [number, number][][] }
  | { type: "MultiPolygon"; coordinates: [number, number][][][] };

export interface GeoFeature<P> {
  geometry: Geometry | null;
  properties: P;
}

/** A result in two sentences: what the numbers say, and what keeps them from saying more. */
export interface Finding {
  statement: string;
  caveat: string;
}
