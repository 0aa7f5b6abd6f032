/** What a click on the map selects, and what the pointer rests on. */

import { type Map as MapLibre, type MapGeoJSONFeature, type LngLat, type PointLike, Popup } from "maplibre-gl";
import { count, measure, plural } from "../format";
import type { Store } from "../state/store";
import type { Selection, View } from "../state/view";
import { AREAS_LAYER } from "./areas";
import { DENSITY_LAYER } from "./density";
import { CLUSTER_LAYER, INCIDENT_LAYER } from "./incidents";
import { REPEAT_LAYER } from "./repeats";

/** From what lies on top to what lies below. */
const PICKED = [REPEAT_LAYER, INCIDENT_LAYER, CLUSTER_LAYER, DENSITY_LAYER, AREAS_LAYER];

const text = (value: unknown): string => (typeof value === "string" || typeof value === "number" ? String(value) : "");
const number = (value: unknown): number => (typeof value === "number" ? value : 0);

function pick(map: MapLibre, point: PointLike): MapGeoJSONFeature | null {
  const layers = PICKED.filter((layer) => map.getLayer(layer) !== undefined);
  const found = map.queryRenderedFeatures(point, { layers });
  for (const layer of layers) {
    const feature = found.find((candidate) => candidate.layer.id === layer);
    if (feature !== undefined) return feature;
  }
  return null;
}

function selectionOf({ layer, properties }: MapGeoJSONFeature, areaLayer: string): Selection | null {
  switch (layer.id) {
    case REPEAT_LAYER:
      return { kind: "location", id: text(properties.id) };
    case INCIDENT_LAYER:
      return { kind: "incident", id: text(properties.id) };
    case DENSITY_LAYER:
      return { kind: "cell", id: text(properties.cell) };
    case AREAS_LAYER:
      return { kind: "area", id: `${areaLayer}:${text(properties.code)}` };
    default:
      return null;
  }
}

/** One line for the pointer's small note. */
function note({ layer, properties }: MapGeoJSONFeature, view: View): string {
  const incidents = plural(number(properties.count), "incident");
  switch (layer.id) {
    case REPEAT_LAYER:
      return `${count(number(properties.rank))}. ${text(properties.label)} · ${incidents}`;
    case CLUSTER_LAYER:
      return `${incidents}: click to look closer`;
    case INCIDENT_LAYER:
      return text(properties.label) || text(properties.category);
    case DENSITY_LAYER:
      return `${measure(number(properties.intensity))} per km² · ${incidents} in this cell`;
    default: {
      const rate: unknown = properties.rate_per_1000;
      const shown = view.areas.measure === "rate" && typeof rate === "number" ? ` · ${measure(rate)} per 1,000 residents` : "";
      return `${text(properties.name)} · ${incidents}${shown}`;
    }
  }
}

/** Wires click and hover; `areaLayer` names the layer that the choropleth shows. */
export function listenToPointer(map: MapLibre, store: Store<View>, areaLayer: () => string): void {
  const choose = (point: PointLike, place: LngLat): void => {
    const feature = pick(map, point);
    if (feature?.layer.id === CLUSTER_LAYER) map.easeTo({ center: place, zoom: map.getZoom() + 2 });
    else store.update({ selection: feature === null ? null : selectionOf(feature, areaLayer()) });
  };
  map.on("click", (event) => {
    choose(event.point, event.lngLat);
  });
  // Without a pointer, Enter takes what lies in the middle; a cross marks it while the map has the focus.
  map.getCanvas().addEventListener("keydown", (event) => {
    if (event.key === "Enter") choose(map.project(map.getCenter()), map.getCenter());
  });
  const popup = new Popup({ closeButton: false, closeOnClick: false, className: "pointer-note", offset: 12, maxWidth: "260px" });
  map.on("mousemove", (event) => {
    const feature = pick(map, event.point);
    map.getCanvas().style.cursor = feature === null ? "" : "pointer";
    if (feature === null) popup.remove();
    else popup.setLngLat(event.lngLat).setText(note(feature, store.value)).addTo(map);
  });
  map.on("mouseout", () => popup.remove());
}
