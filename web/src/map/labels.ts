/** Names of areas from our own tiles, in the machine's own fonts. */

import type { SymbolLayerSpecification } from "maplibre-gl";
import type { AboutLayer } from "../api/types";
import { GROUND } from "../palette";
import { addTiles, type MapLayer, setVisible, zoomWithRoomFor } from "./layer";

/** Local font families: with no `glyphs` in the style, labels are drawn from the machine's own fonts, bold when the first says so. */
export const NUMBER_FONT = ["Inter Bold", "Inter", "Segoe UI", "Helvetica Neue", "Arial", "sans-serif"];
const LABEL_FONT = NUMBER_FONT.slice(1);

const id = (layer: AboutLayer): string => `labels-${layer.name}`;

/** The main layer's names as regions, from afar; the others' as places, each layer once there is room for its number of areas. */
export function labelLayer(main: AboutLayer, others: readonly AboutLayer[]): MapLayer {
  const [next] = others;
  const handOver = next === undefined ? {} : { maxzoom: zoomWithRoomFor(next) + 2 };
  return {
    add(map, view) {
      for (const layer of [...others].reverse()) {
        addTiles(map, id(layer), "areas-labels", [["layer", layer.name]]);
        map.addLayer({ ...named(layer), minzoom: zoomWithRoomFor(layer), ...PLACE });
      }
      addTiles(map, id(main), "areas-labels", [["layer", main.name]]);
      map.addLayer({ ...named(main), ...handOver, ...(others.length === 0 ? PLACE : REGION) });
      this.update(map, view);
    },
    update(map, view) {
      setVisible(map, [main, ...others].map(id), view.overlays.includes("labels"));
    },
  };
}

const named = (layer: AboutLayer): Pick<SymbolLayerSpecification, "id" | "type" | "source" | "source-layer"> => ({
  id: id(layer),
  type: "symbol",
  source: id(layer),
  "source-layer": "areas-labels",
});

const LAYOUT = {
  "text-field": ["get", "name"],
  "text-font": LABEL_FONT,
  "text-max-width": 8,
  "text-padding": 6,
  // Names step aside for the numbers of the layers above them.
  "text-variable-anchor": ["center", "bottom", "top", "left", "right"],
  "text-radial-offset": 0.9,
} satisfies SymbolLayerSpecification["layout"];

const PLACE: Pick<SymbolLayerSpecification, "layout" | "paint"> = {
  layout: { ...LAYOUT, "text-size": ["interpolate", ["linear"], ["zoom"], 8, 11.5, 13, 14] },
  paint: { "text-color": GROUND.place, "text-halo-color": GROUND.halo, "text-halo-width": 1.6 },
};

const REGION: Pick<SymbolLayerSpecification, "layout" | "paint"> = {
  layout: {
    ...LAYOUT,
    "text-field": ["upcase", ["get", "name"]],
    "text-letter-spacing": 0.08,
    "text-size": ["interpolate", ["linear"], ["zoom"], 7, 9.5, 11, 13],
  },
  paint: { "text-color": GROUND.region, "text-halo-color": GROUND.halo, "text-halo-width": 1.6 },
};
