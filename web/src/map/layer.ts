/** What every layer of the map can do, and the few steps that they share. */

import type { Map as MapLibre, VectorTileSource } from "maplibre-gl";
import type { AboutLayer } from "../api/types";
import type { View } from "../state/view";
import { tileTemplate, type TileLayer } from "./tiles";

/** One concern of the picture: its sources and style layers. */
export interface MapLayer {
  /** Adds sources and style layers, once, above what is there. */
  add(map: MapLibre, view: View): void;
  /** Brings them to another view. */
  update(map: MapLibre, view: View): void;
}

/** Tiles beyond this zoom are drawn from the tiles of it. */
const DEEPEST_TILE = 14;

export function addTiles(map: MapLibre, source: string, layer: TileLayer, params: readonly [string, string][], promoteId?: string): void {
  map.addSource(source, {
    type: "vector",
    tiles: [tileTemplate(layer, params)],
    minzoom: 0,
    maxzoom: DEEPEST_TILE,
    ...(promoteId === undefined ? {} : { promoteId }),
  });
}

/** Points a tile source elsewhere; nothing happens, and nothing is fetched again, when it points there already. */
export function setTiles(map: MapLibre, source: string, layer: TileLayer, params: readonly [string, string][]): void {
  const tiles = map.getSource<VectorTileSource>(source);
  const template = tileTemplate(layer, params);
  // `tiles` itself is only there once the source has loaded; what it was asked to be always is.
  const { tiles: asked } = (tiles?.serialize() ?? {}) as { tiles?: string[] };
  if (asked?.[0] !== template) tiles?.setTiles([template]);
}

/** From which zoom a county's layer of areas has room to show each: twice as many areas need half a zoom more. */
export function zoomWithRoomFor({ areas }: AboutLayer): number {
  return 7.5 + Math.log2(Math.max(1, areas)) / 2;
}

/** A source whose layers are all invisible is not fetched. */
export function setVisible(map: MapLibre, layers: readonly string[], visible: boolean): void {
  for (const layer of layers) map.setLayoutProperty(layer, "visibility", visible ? "visible" : "none");
}
