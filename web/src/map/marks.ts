/** The ring or outline round what is selected. */

import type { GeoJSONSource, Map as MapLibre } from "maplibre-gl";
import type { LngLatPair } from "../api/types";
import { SELECTED } from "../palette";
import type { View } from "../state/view";
import { AREAS_LAYER } from "./areas";
import { type MapLayer, setVisible } from "./layer";

const SOURCE = "selection";
const AREA = "selection-area";
/** Casing below, line above: seen on any ground. */
const STROKES = [["casing", "#ffffff", 5], ["line", SELECTED, 2.5]] as const;
/** A code that no area has. */
const NONE = "\u0000";

/** Where the selected thing is: its outline, or else the point that stands for it. */
export interface SelectedPlace {
  point: LngLatPair | null;
  outline: LngLatPair[] | null;
}

/** The outline of a selected area, from the tiles that draw the areas. */
export const areaMarkLayer: MapLayer = {
  add(map, view) {
    for (const [suffix, color, width] of STROKES) {
      map.addLayer({
        id: `${AREA}-${suffix}`,
        type: "line",
        source: AREAS_LAYER,
        "source-layer": "areas",
        filter: ["==", ["get", "code"], NONE],
        paint: { "line-color": color, "line-width": width },
      });
    }
    this.update(map, view);
  },
  update(map, view) {
    const code = selectedArea(view);
    for (const [suffix] of STROKES) {
      setVisible(map, [`${AREA}-${suffix}`], code !== null);
      map.setFilter(`${AREA}-${suffix}`, ["==", ["get", "code"], code ?? NONE]);
    }
  },
};

/** The outline of a selected cell, the ring round a selected place; {@link markSelected} sets them. */
export const markLayer: MapLayer = {
  add(map) {
    map.addSource(SOURCE, { type: "geojson", data: { type: "FeatureCollection", features: [] } });
    for (const [suffix, color, width] of STROKES) {
      map.addLayer({
        id: `${SOURCE}-${suffix}`,
        type: "line",
        source: SOURCE,
        filter: ["==", ["geometry-type"], "Polygon"],
        paint: { "line-color": color, "line-width": width },
      });
      map.addLayer({
        id: `${SOURCE}-ring-${suffix}`,
        type: "circle",
        source: SOURCE,
        filter: ["==", ["geometry-type"], "Point"],
        paint: { "circle-radius": 14, "circle-color": "rgba(0,0,0,0)", "circle-stroke-color": color, "circle-stroke-width": width },
      });
    }
  },
  update: () => undefined,
};

function selectedArea(view: View): string | null {
  return view.selection?.kind === "area" ? view.selection.id.slice(view.selection.id.indexOf(":") + 1) : null;
}

/** Draws the mark at `place`, or takes it away. */
export function markSelected(map: MapLibre, place: SelectedPlace | null): void {
  const geometry =
    place?.outline != null
      ? { type: "Polygon" as const, coordinates: [place.outline] }
      : place?.point != null
        ? { type: "Point" as const, coordinates: place.point }
        : null;
  const features = geometry === null ? [] : [{ type: "Feature" as const, properties: {}, geometry }];
  void map.getSource<GeoJSONSource>(SOURCE)?.setData({ type: "FeatureCollection", features });
}
