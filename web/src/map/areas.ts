/** Areas by count or rate, in the API's classes. */

import type { Map as MapLibre } from "maplibre-gl";
import type { About, ClassLegend } from "../api/types";
import { AREAS } from "../palette";
import { shownLayer } from "../state/layers";
import type { View } from "../state/view";
import { classColour } from "./density";
import { addTiles, type MapLayer, setTiles, setVisible } from "./layer";
import { filtered } from "./tiles";

export const AREAS_LAYER = "areas";
const SOURCE = "areas";

export function areasLayer(about: About): MapLayer {
  const params = (view: View): [string, string][] => filtered(view, [["layer", shownLayer(about, view.areas.layer)?.name ?? ""]]);
  return {
    add(map, view) {
      addTiles(map, SOURCE, "areas", params(view), "code");
      map.addLayer({
        id: AREAS_LAYER,
        type: "fill",
        source: SOURCE,
        "source-layer": "areas",
        paint: { "fill-opacity": 0.85, "fill-color": "rgba(0,0,0,0)", "fill-outline-color": "#ffffff" },
      });
      this.update(map, view);
    },
    update(map, view) {
      setTiles(map, SOURCE, "areas", params(view));
      setVisible(map, [AREAS_LAYER], view.fill === "areas");
    },
  };
}

/** Colours the areas in the legend's classes. */
export function paintAreas(map: MapLibre, legend: ClassLegend, view: View): void {
  const property = view.areas.measure === "rate" ? "rate_per_1000" : "count";
  map.setPaintProperty(AREAS_LAYER, "fill-color", classColour(property, legend.breaks, AREAS));
}
