/** The map: its layers in drawing order, its camera in step with the view. */

import { AttributionControl, Map as MapLibre, NavigationControl, ScaleControl, setWorkerUrl, type StyleSpecification, VectorTileSource } from "maplibre-gl";
import workerUrl from "maplibre-gl/dist/maplibre-gl-worker.mjs?url";
import "maplibre-gl/dist/maplibre-gl.css";
import { NOT_SHARED } from "../api/client";
import type { About, LngLatPair } from "../api/types";
import type { Answers } from "../data/answers";
import type { Forecasts } from "../data/forecasts";
import { GROUND } from "../palette";
import { mainLayer, otherLayers, shownLayer } from "../state/layers";
import type { Store } from "../state/store";
import type { Camera, Selection, Stack, View } from "../state/view";
import type { Picture } from "./picture";
import { ABOVE, AnalysisPicture, anchor, BELOW } from "./analysis";
import { areasLayer, paintAreas } from "./areas";
import { addBasemap } from "./basemap";
import { contourLayer } from "./contours";
import { densityLayer, paintDensity } from "./density";
import { boundaryLayer, groundLayer } from "./ground";
import { incidentLayer } from "./incidents";
import { labelLayer } from "./labels";
import { listenToPointer } from "./pointer";
import { fitOptions, followCamera, isSmall } from "./camera";
import type { MapLayer } from "./layer";
import { areaMarkLayer, markLayer, markSelected, type SelectedPlace } from "./marks";
import { rankLayer, repeatLayer } from "./repeats";
import { paintRisk, riskLayer } from "./risk";

setWorkerUrl(workerUrl);

const STYLE: StyleSpecification = {
  version: 8,
  sources: {},
  layers: [{ id: "background", type: "background", paint: { "background-color": GROUND.outside } }],
};

/** What the rest of the page may ask of the map. */
export interface MapView {
  /** Brings a place into view, close enough to tell streets apart. */
  flyTo: (place: LngLatPair) => void;
  /** Brings a box into view. */
  fit: (bounds: [number, number, number, number]) => void;
  mark: (place: SelectedPlace | null) => void;
  /** Draws an analysis' picture (`key` names it), or none, with what is selected in it. */
  picture: (picture: Picture | null, key: string, selection: Selection | null) => void;
  /** Lets a shape or a class of that picture stand out. */
  point: (at: { feature: string } | { value: string } | null) => void;
  /** Fetches again the tiles of every source. */
  retry: () => void;
}

/** What the map reads and tells. */
export interface MapContext {
  about: About;
  store: Store<View>;
  answers: Answers;
  forecasts: Forecasts;
  /** Takes the incidents of a clicked point. */
  stack: Store<Stack>;
  /** Told when tiles do not come. */
  setTilesMissing: (missing: boolean) => void;
}

/** Streets can be told apart from here on. */
const STREET_ZOOM = 14.5;

export function createMap(container: HTMLElement, context: MapContext): MapView {
  const { about, store, setTilesMissing } = context;
  const map = bareMap(container, about, store.value.camera);
  const analysis = new AnalysisPicture(map);
  // What was asked for last is drawn as soon as there are layers to draw it between.
  let draw: () => void = () => undefined;
  let marked: SelectedPlace | null = null;
  map.on("load", () => {
    // MapLibre opens a folded attribution at first; on a small map that hides the scale.
    if (isSmall(container)) container.querySelector(".maplibregl-compact-show")?.classList.remove("maplibregl-compact-show");
    void addLayers(map, context, analysis).then(() => {
      container.dataset.ready = "true";
      draw();
      markSelected(map, marked);
    });
  });
  map.on("error", ({ error }) => {
    const { status } = error as { status?: number };
    if (status !== NOT_SHARED) setTilesMissing(true);
  });
  followCamera(map, about, store);
  return {
    flyTo: (place) => {
      // An open sheet covers the lower two thirds; the place goes to the middle of what is left.
      const offset: [number, number] = isSmall(container) ? [0, -container.clientHeight / 3] : [0, 0];
      map.flyTo({ center: place, offset, zoom: Math.max(map.getZoom(), STREET_ZOOM), maxDuration: 1500 });
    },
    fit: (bounds) => {
      map.fitBounds(bounds, { ...fitOptions(container), maxZoom: STREET_ZOOM });
    },
    mark: (place) => {
      marked = place;
      if (container.dataset.ready === "true") markSelected(map, place);
    },
    picture: (picture, key, selection) => {
      draw = () => {
        analysis.show(picture, key);
        analysis.select(selection);
      };
      if (container.dataset.ready === "true") draw();
    },
    point: (at) => {
      analysis.point(at);
    },
    retry: () => {
      setTilesMissing(false);
      for (const id of Object.keys(map.getStyle().sources)) {
        const source = map.getSource(id);
        const { tiles } = (source?.serialize() ?? {}) as { tiles?: string[] };
        if (source instanceof VectorTileSource && tiles !== undefined) source.setTiles(tiles);
      }
    },
  };
}

/** The map with its controls and no data; it looks north, always. */
function bareMap(container: HTMLElement, about: About, camera: Camera | null): MapLibre {
  const map = new MapLibre({
    container,
    style: STYLE,
    attributionControl: false,
    dragRotate: false,
    pitchWithRotate: false,
    touchPitch: false,
    maxZoom: 18,
    minZoom: 4,
    ...(camera === null
      ? about.bounds === null ? {} : { bounds: about.bounds, fitBoundsOptions: fitOptions(container) }
      : { center: [camera.lng, camera.lat], zoom: camera.zoom }),
  });
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation();
  map.addControl(new NavigationControl({ showCompass: false }), "top-right");
  map.addControl(new AttributionControl({ compact: isSmall(container), customAttribution: about.attribution }), "bottom-right");
  map.addControl(new ScaleControl({ unit: "metric" }), "bottom-right");
  map.getCanvas().setAttribute("aria-label", "Map. Arrow keys move it, plus and minus zoom, Enter selects what is in the middle.");
  return map;
}

async function addLayers(map: MapLibre, { about, store, answers, forecasts, stack }: MapContext, analysis: AnalysisPicture): Promise<void> {
  const main = mainLayer(about);
  const risk = riskLayer(forecasts);
  const layers: MapLayer[] = [
    ...(main === null ? [] : [groundLayer(main), areasLayer(about)]),
    densityLayer,
    risk,
    anchor(BELOW),
    ...(main === null ? [] : [boundaryLayer(otherLayers(about))]),
    contourLayer(),
    incidentLayer,
    anchor(ABOVE),
    repeatLayer,
    ...(main === null ? [] : [labelLayer(main, otherLayers(about))]),
    // Above the names, so that the names give way to the numbers.
    rankLayer,
    ...(main === null ? [] : [areaMarkLayer]),
    markLayer,
  ];
  if (main === null) map.setPaintProperty("background", "background-color", GROUND.inside);
  for (const [index, layer] of layers.entries()) {
    layer.add(map, store.value);
    // The basemap lies on the ground and under everything that counts.
    if (index === 0 && about.basemap !== null) await addBasemap(map, about.basemap.url);
  }
  store.subscribe((view) => {
    for (const layer of layers) layer.update(map, view);
  });
  answers.density.subscribe(({ value }) => {
    if (value !== null) paintDensity(map, value);
  });
  answers.areas.subscribe(({ value }) => {
    if (value !== null && main !== null) paintAreas(map, value, store.value);
  });
  forecasts.legend.subscribe(({ value }) => {
    if (value !== null) paintRisk(map, value);
  });
  forecasts.list.subscribe(() => { risk.update(map, store.value); });
  listenToPointer(map, store, stack, analysis, () => shownLayer(about, store.value.areas.layer)?.name ?? "");
}
