/** An operator's own basemap: one local PMTiles file, raster or vector, drawn quietly under the figures. */

import { addProtocol, type Map as MapLibre } from "maplibre-gl";
import { GROUND } from "../palette";

const SOURCE = "basemap";
// Layers as the common vector basemaps name them (Protomaps, OpenMapTiles); those absent are simply not drawn.
const FILLS = [["earth", GROUND.inside], ["landcover", "#f1f3ee"], ["landuse", "#f1f3ee"], ["water", "#d3dfe6"], ["buildings", "#e6e6e3"], ["building", "#e6e6e3"]] as const;
const LINES = [["roads", "#cfd4d8"], ["transportation", "#cfd4d8"]] as const;

/** Adds the basemap; without an answer from its file the map stays plain. */
export async function addBasemap(map: MapLibre, url: string): Promise<void> {
  const { PMTiles, Protocol, TileType } = await import("pmtiles");
  const protocol = new Protocol();
  addProtocol("pmtiles", protocol.tile);
  const address = new URL(url, window.location.origin).href;
  const file = new PMTiles(address);
  protocol.add(file);
  const header = await file.getHeader().catch(() => null);
  if (header === null) return;
  if (header.tileType === TileType.Mvt) {
    map.addSource(SOURCE, { type: "vector", url: `pmtiles://${address}` });
    addVectorLayers(map);
  } else {
    map.addSource(SOURCE, { type: "raster", url: `pmtiles://${address}`, tileSize: 256 });
    map.addLayer({ id: SOURCE, type: "raster", source: SOURCE, paint: { "raster-saturation": -0.7, "raster-opacity": 0.7 } });
  }
}

function addVectorLayers(map: MapLibre): void {
  for (const [layer, colour] of FILLS) {
    map.addLayer({
      id: `${SOURCE}-${layer}`,
      type: "fill",
      source: SOURCE,
      "source-layer": layer,
      filter: ["==", ["geometry-type"], "Polygon"],
      paint: { "fill-color": colour },
    });
  }
  for (const [layer, colour] of LINES) {
    map.addLayer({
      id: `${SOURCE}-${layer}`,
      type: "line",
      source: SOURCE,
      "source-layer": layer,
      minzoom: 9,
      paint: { "line-color": colour, "line-width": ["interpolate", ["exponential", 1.6], ["zoom"], 9, 0.4, 16, 6] },
    });
  }
}
