/** What a click on the map selects, and what the pointer rests on. */

import { type Map as MapLibre, type MapGeoJSONFeature, type LngLat, type PointLike, Popup } from "maplibre-gl";
import { count, measure, plural } from "../format";
import { riskAt } from "../state/forecast";
import { selecting } from "../state/layers";
import type { Store } from "../state/store";
import type { Selection, Stack, View } from "../state/view";
import type { Picture } from "./picture";
import { ANALYSIS_FILL, ANALYSIS_POINT, type AnalysisPicture } from "./analysis";
import { AREAS_LAYER } from "./areas";
import { DENSITY_LAYER } from "./density";
import { CLUSTER_LAYER, INCIDENT_LAYER } from "./incidents";
import { REPEAT_LAYER } from "./repeats";
import { RISK_LAYER } from "./risk";

/** From what lies on top to what lies below. */
const PICKED = [REPEAT_LAYER, INCIDENT_LAYER, CLUSTER_LAYER, ANALYSIS_POINT, ANALYSIS_FILL, RISK_LAYER, DENSITY_LAYER, AREAS_LAYER];

const text = (value: unknown): string => (typeof value === "string" || typeof value === "number" ? String(value) : "");
const number = (value: unknown): number => (typeof value === "number" ? value : 0);

/** What lies at a point: the topmost layer's features there, the one on top first. */
function pick(map: MapLibre, point: PointLike): MapGeoJSONFeature[] {
  const layers = PICKED.filter((layer) => map.getLayer(layer) !== undefined);
  const found = map.queryRenderedFeatures(point, { layers });
  const top = layers.find((layer) => found.some((feature) => feature.layer.id === layer));
  return found.filter((feature) => feature.layer.id === top);
}

/** The incidents of one point, each once, the latest (highest number) first. */
function stackOf(features: readonly MapGeoJSONFeature[]): string[] {
  const ids = features.filter(({ layer }) => layer.id === INCIDENT_LAYER).map(({ properties }) => number(properties.id));
  return [...new Set(ids)].sort((a, b) => b - a).map(String);
}

/** Groups that a closer look takes apart: incidents counted together, a forecast's cells added up. */
const isGroup = ({ layer, properties }: MapGeoJSONFeature): boolean =>
  layer.id === CLUSTER_LAYER || (layer.id === RISK_LAYER && properties.top_fraction === undefined);

function selectionOf({ layer, properties }: MapGeoJSONFeature, { lng, lat }: LngLat, picture: Picture | null, areaLayer: string): Selection | null {
  switch (layer.id) {
    case ANALYSIS_FILL:
    case ANALYSIS_POINT:
      return picture === null ? null : picture.selects(text(properties[picture.id]));
    case REPEAT_LAYER:
      return { kind: "location", id: text(properties.id) };
    case RISK_LAYER:
      return riskAt([lng, lat]);
    case DENSITY_LAYER:
      return { kind: "cell", id: text(properties.cell) };
    case AREAS_LAYER:
      return { kind: "area", id: `${areaLayer}:${text(properties.code)}` };
    default:
      return null;
  }
}

/** "crime/vehicle-crime" as "vehicle crime", until the card gives its proper name. */
const categoryLabel = (id: string): string => id.slice(id.indexOf("/") + 1).replaceAll("-", " ");

/** One line for the pointer's small note. */
function note({ layer, properties }: MapGeoJSONFeature, stacked: number, picture: Picture | null, view: View): string {
  const incidents = plural(number(properties.count), "incident");
  switch (layer.id) {
    case REPEAT_LAYER:
      return `${count(number(properties.rank))}. ${text(properties.label)} · ${incidents}`;
    case CLUSTER_LAYER:
      return `${incidents}: click to look closer`;
    case INCIDENT_LAYER:
      return stacked > 1 ? `${count(stacked)} incidents at this point` : categoryLabel(text(properties.category));
    case ANALYSIS_FILL:
    case ANALYSIS_POINT:
      return picture?.note(properties) ?? "";
    case RISK_LAYER:
      return `${measure(number(properties.expected))} expected · plain count ${measure(number(properties.plain))}${properties.top_fraction === undefined ? ": click to look closer" : ""}`;
    case DENSITY_LAYER:
      return `${measure(number(properties.intensity))} per km² · ${incidents} in this cell`;
    default: {
      const rate: unknown = properties.rate_per_1000;
      const shown = view.areas.measure === "rate" && typeof rate === "number" ? ` · ${measure(rate)} per 1,000 residents` : "";
      return `${text(properties.name)} · ${incidents}${shown}`;
    }
  }
}

/** Wires click and hover; `areaLayer` names the layer that the choropleth shows, `stack` takes the incidents of one point. */
export function listenToPointer(map: MapLibre, store: Store<View>, stack: Store<Stack>, analysis: AnalysisPicture, areaLayer: () => string): void {
  const choose = (point: PointLike, place: LngLat): void => {
    const features = pick(map, point);
    const [feature] = features;
    if (feature !== undefined && isGroup(feature)) {
      map.easeTo({ center: place, zoom: map.getZoom() + 2 });
      return;
    }
    const incidents = stackOf(features);
    stack.update({ incidents });
    const [latest] = incidents;
    if (latest !== undefined) store.update({ selection: { kind: "incident", id: latest } });
    else store.update(selecting(store.value, feature === undefined ? null : selectionOf(feature, place, analysis.picture, areaLayer())));
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
    const features = pick(map, event.point);
    const [feature] = features;
    map.getCanvas().style.cursor = feature === undefined ? "" : "pointer";
    if (feature === undefined) popup.remove();
    else popup.setLngLat(event.lngLat).setText(note(feature, stackOf(features).length, analysis.picture, store.value)).addTo(map);
  });
  map.on("mouseout", () => popup.remove());
}
