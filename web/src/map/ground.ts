/** The plain ground: the areas' shapes and their boundaries, from our own tiles. The same in every view. */

import type { Map as MapLibre } from "maplibre-gl";
import type { AboutLayer } from "../api/types";
import { GROUND } from "../palette";
import { addTiles, type MapLayer, zoomWithRoomFor } from "./layer";

const SOURCE = "ground";

const unchanging = (add: (map: MapLibre) => void): MapLayer => ({ add, update: () => undefined });

/** The land, below everything. */
export function groundLayer(main: AboutLayer): MapLayer {
  return unchanging((map) => {
    addTiles(map, SOURCE, "areas", [["layer", main.name]]);
    map.addLayer({
      id: SOURCE,
      type: "fill",
      source: SOURCE,
      "source-layer": "areas",
      paint: { "fill-color": GROUND.inside, "fill-antialias": false },
    });
  });
}

/** Boundaries above what fills the areas: the ground's own, and the finer layers' faint once there is room for them. */
export function boundaryLayer(others: readonly AboutLayer[]): MapLayer {
  return unchanging((map) => {
    for (const layer of others) {
      const id = `boundary-${layer.name}`;
      addTiles(map, id, "areas", [["layer", layer.name]]);
      map.addLayer({
        id,
        type: "line",
        source: id,
        "source-layer": "areas",
        minzoom: zoomWithRoomFor(layer),
        paint: { "line-color": GROUND.boundary, "line-width": 0.6, "line-opacity": 0.55 },
      });
    }
    map.addLayer({
      id: "boundary",
      type: "line",
      source: SOURCE,
      "source-layer": "areas",
      paint: { "line-color": GROUND.boundary, "line-width": ["interpolate", ["linear"], ["zoom"], 7, 0.6, 12, 1.4] },
    });
  });
}
