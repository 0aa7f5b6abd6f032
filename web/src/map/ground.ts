/** The plain ground: the areas' shapes, their boundaries and their names, from our own tiles. */

import type { AboutLayer } from "../api/types";
import { GROUND } from "../palette";
import { addTiles, type MapLayer, setVisible } from "./layer";

const SOURCE = "ground";
const BOUNDARY = "boundary";
const FINE = "boundary-fine";
const LABELS = "labels";

/** Local font families: with no `glyphs` in the style, labels are drawn from the machine's own fonts, bold when the first says so. */
export const NUMBER_FONT = ["Inter Bold", "Inter", "Segoe UI", "Helvetica Neue", "Arial", "sans-serif"];
export const LABEL_FONT = ["Inter", "Segoe UI", "Helvetica Neue", "Arial", "sans-serif"];

/** Layers from few areas to many. */
export function coarsestFirst(layers: readonly AboutLayer[]): AboutLayer[] {
  return [...layers].sort((a, b) => a.areas - b.areas);
}

/** The land, below everything. */
export function groundLayer(layer: string): MapLayer {
  return {
    add(map) {
      addTiles(map, SOURCE, "areas", [["layer", layer]]);
      map.addLayer({
        id: SOURCE,
        type: "fill",
        source: SOURCE,
        "source-layer": "areas",
        paint: { "fill-color": GROUND.inside, "fill-antialias": false },
      });
    },
    update() {
      // The ground is the same in every view.
    },
  };
}

/** Boundaries of the ground's areas, above what fills them. */
export const boundaryLayer: MapLayer = {
  add(map) {
    map.addLayer({
      id: BOUNDARY,
      type: "line",
      source: SOURCE,
      "source-layer": "areas",
      paint: {
        "line-color": GROUND.boundary,
        "line-width": ["interpolate", ["linear"], ["zoom"], 7, 0.6, 12, 1.4],
      },
    });
  },
  update() {
    // Boundaries are the same in every view.
  },
};

/** Boundaries of the next finer layer, faint and only from near. */
export function fineBoundaryLayer(layer: string): MapLayer {
  return {
    add(map) {
      addTiles(map, FINE, "areas", [["layer", layer]]);
      map.addLayer({
        id: FINE,
        type: "line",
        source: FINE,
        "source-layer": "areas",
        minzoom: 11,
        paint: { "line-color": GROUND.boundary, "line-width": 0.6, "line-opacity": 0.55 },
      });
    },
    update() {
      // Boundaries are the same in every view.
    },
  };
}

/** Names of areas; finer layers come in as the map comes closer. */
export function labelLayer(layers: readonly AboutLayer[]): MapLayer {
  const [coarse, fine] = coarsestFirst(layers);
  const ids = [coarse, fine].flatMap((layer, index) => (layer === undefined ? [] : [{ id: `${LABELS}-${index}`, layer, index }]));
  return {
    add(map, view) {
      for (const { id, layer, index } of [...ids].reverse()) {
        addTiles(map, id, "areas-labels", [["layer", layer.name]]);
        map.addLayer({
          id,
          type: "symbol",
          source: id,
          "source-layer": "areas-labels",
          ...(index === 0 ? { maxzoom: 13 } : { minzoom: 12.5 }),
          layout: {
            "text-field": ["get", "name"],
            "text-font": LABEL_FONT,
            "text-size": index === 0 ? ["interpolate", ["linear"], ["zoom"], 7, 11, 11, 15] : 11,
            "text-max-width": 8,
            "text-padding": 6,
            // Names step aside for the numbers of the layers above them.
            "text-variable-anchor": ["center", "bottom", "top", "left", "right"],
            "text-radial-offset": 0.9,
          },
          paint: { "text-color": index === 0 ? GROUND.label : GROUND.fineLabel, "text-halo-color": GROUND.halo, "text-halo-width": 1.6 },
        });
      }
      this.update(map, view);
    },
    update(map, view) {
      setVisible(map, ids.map(({ id }) => id), view.overlays.includes("labels"));
    },
  };
}
