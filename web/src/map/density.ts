/** The intensity of incidents as hexagons, in the API's classes. */

import type { ExpressionSpecification, Map as MapLibre } from "maplibre-gl";
import type { ClassLegend } from "../api/types";
import { DENSITY } from "../palette";
import { densityParams } from "../state/view";
import { addTiles, type MapLayer, setTiles, setVisible } from "./layer";
import { filtered } from "./tiles";

export const DENSITY_LAYER = "density";
const SOURCE = "density";

/** Colour by class: `colours[i]` from `breaks[i]` up to the next break; nothing below the first. */
export function classColour(property: string, breaks: readonly number[], colours: readonly string[]): ExpressionSpecification {
  const steps = breaks.flatMap((least, index) => [least, colours[index] ?? colours.at(-1) ?? "transparent"]);
  return ["step", ["coalesce", ["get", property], -1], "rgba(0,0,0,0)", ...steps] as unknown as ExpressionSpecification;
}

export const densityLayer: MapLayer = {
  add(map, view) {
    addTiles(map, SOURCE, "density", filtered(view, densityParams(view.density)), "cell");
    map.addLayer({
      id: DENSITY_LAYER,
      type: "fill",
      source: SOURCE,
      "source-layer": "density",
      paint: { "fill-opacity": 0.82, "fill-color": "rgba(0,0,0,0)", "fill-antialias": true },
    });
    this.update(map, view);
  },
  update(map, view) {
    setTiles(map, SOURCE, "density", filtered(view, densityParams(view.density)));
    setVisible(map, [DENSITY_LAYER], view.fill === "density");
  },
};

/** Colours the hexagons in the legend's classes; cells below the first class are not drawn. */
export function paintDensity(map: MapLibre, legend: ClassLegend): void {
  const least = legend.breaks[0];
  if (least === undefined) {
    map.setFilter(DENSITY_LAYER, ["boolean", false]);
    return;
  }
  map.setFilter(DENSITY_LAYER, [">=", ["get", "intensity"], least]);
  map.setPaintProperty(DENSITY_LAYER, "fill-color", classColour("intensity", legend.breaks, DENSITY));
}
