/** Pictures of places: points that select a repeat location. */

import type { GeoFeature } from "../api/analyses";
import type { LngLatPair } from "../api/types";
import type { Picture } from "../map/picture";

export const selectsLocation: Pick<Picture, "selects" | "shapeOf"> = {
  selects: (id) => ({ kind: "location", id }),
  shapeOf: ({ kind, id }) => (kind === "location" ? id : null),
};

/** Places as points with what the picture needs of them; those without a place are left out. */
export function placesAsPoints<P extends { id: string; place: LngLatPair | null }>(items: readonly P[], properties: (item: P) => object): GeoFeature<object>[] {
  return items.flatMap((item) => (item.place === null ? [] : [{ geometry: { type: "Point" as const, coordinates: item.place }, properties: { id: item.id, ...properties(item) } }]));
}
