/** The map: its layers in drawing order, its camera in step with the view. */

import { AttributionControl, Map as MapLibre, NavigationControl, ScaleControl, setWorkerUrl, type StyleSpecification, VectorTileSource } from "maplibre-gl";
import workerUrl from "maplibre-gl/dist/maplibre-gl-worker.mjs?url";
import "maplibre-gl/dist/maplibre-gl.css";
import type { About, LngLatPair } from "../api/types";
import type { Answers } from "../data/answers";
import { GROUND } from "../palette";
import type { Store } from "../state/store";
import type { Camera, Stack, View } from "../state/view";
import { areasLayer, paintAreas } from "./areas";
import { addBasemap } from "./basemap";
import { contourLayer } from "./contours";
import { densityLayer, paintDensity } from "./density";
import { boundaryLayer, coarsestFirst, fineBoundaryLayer, groundLayer, labelLayer } from "./ground";
import { incidentLayer } from "./incidents";
import { listenToPointer } from "./pointer";
import type { MapLayer } from "./layer";
import { markerLayer, markSelected, type SelectedPlace } from "./marker";
import { rankLayer, repeatLayer } from "./repeats";

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
  /** Fetches again the tiles of every source. */
  retry: () => void;
}

const STREET_ZOOM = 14.5;
/** Room for the boxes that lie on the map's left edge. */
const BOXES_PX = 190;

/** As in small.css: here the panels are sheets over the map. */
const isSmall = (container: HTMLElement): boolean => container.clientWidth <= 600;

function fitOptions(container: HTMLElement): { padding: { top: number; bottom: number; left: number; right: number } } {
  const left = isSmall(container) ? 24 : BOXES_PX;
  return { padding: { top: 28, bottom: 28, left, right: 28 } };
}

/** What the map reads and tells. */
export interface MapContext {
  about: About;
  store: Store<View>;
  answers: Answers;
  /** Takes the incidents of a clicked point. */
  stack: Store<Stack>;
  /** Told when tiles do not come. */
  setTilesMissing: (missing: boolean) => void;
}

export function createMap(container: HTMLElement, context: MapContext): MapView {
  const { about, store, setTilesMissing } = context;
  const { camera } = store.value;
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
  map.on("load", () => {
    // MapLibre opens a folded attribution at first; on a small map that hides the scale.
    if (isSmall(container)) container.querySelector(".maplibregl-compact-show")?.classList.remove("maplibregl-compact-show");
    void addLayers(map, context).then(() => {
      container.dataset.ready = "true";
    });
  });
  map.on("error", () => {
    setTilesMissing(true);
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
      if (map.getSource("selection") !== undefined) markSelected(map, place);
      else map.once("idle", () => { markSelected(map, place); });
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

async function addLayers(map: MapLibre, { about, store, answers, stack }: MapContext): Promise<void> {
  const [ground, fine] = coarsestFirst(about.layers);
  const [first] = about.layers;
  const layers: MapLayer[] = [
    ...(ground === undefined ? [] : [groundLayer(ground.name)]),
    ...(first === undefined ? [] : [areasLayer(first.name)]),
    densityLayer,
    ...(fine === undefined ? [] : [fineBoundaryLayer(fine.name)]),
    ...(ground === undefined ? [] : [boundaryLayer]),
    contourLayer(),
    incidentLayer,
    repeatLayer,
    ...(ground === undefined ? [] : [labelLayer(about.layers)]),
    // Above the names, so that the names give way to the numbers.
    rankLayer,
    ...(first === undefined ? [] : [markerLayer]),
  ];
  if (ground === undefined) map.setPaintProperty("background", "background-color", GROUND.inside);
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
    if (value !== null && first !== undefined) paintAreas(map, value, store.value);
  });
  listenToPointer(map, store, stack, () => store.value.areas.layer ?? first?.name ?? "");
}

/** Half a pixel, roughly, at any zoom: nearer than that, two cameras are one. */
function sameCamera(a: Camera, b: Camera): boolean {
  return Math.abs(a.lng - b.lng) < 1e-4 && Math.abs(a.lat - b.lat) < 1e-4 && Math.abs(a.zoom - b.zoom) < 0.01;
}

function followCamera(map: MapLibre, about: About, store: Store<View>): void {
  const cameraOf = (): Camera => {
    const { lng, lat } = map.getCenter();
    return { lng, lat, zoom: map.getZoom() };
  };
  let last = cameraOf();
  map.on("moveend", () => {
    const camera = cameraOf();
    // A resize ends a move too, without moving; it does not belong in the link.
    if (sameCamera(camera, last)) return;
    last = camera;
    store.update({ camera });
  });
  store.subscribe(({ camera }, previous) => {
    if (camera === previous.camera) return;
    if (camera === null) {
      if (about.bounds !== null) map.fitBounds(about.bounds, fitOptions(map.getContainer()));
    } else if (!sameCamera(camera, cameraOf())) {
      map.easeTo({ center: [camera.lng, camera.lat], zoom: camera.zoom });
    }
  });
}
