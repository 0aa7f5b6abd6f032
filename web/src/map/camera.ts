/** Where the map looks: in step with the view, clear of the boxes that lie over it. */

import type { Map as MapLibre } from "maplibre-gl";
import type { About } from "../api/types";
import type { Store } from "../state/store";
import type { Camera, View } from "../state/view";

/** Kept free round what is fitted. */
const MARGIN_PX = 28;
/** Between the boxes on the map's left edge and what is fitted. */
const GAP_PX = 24;

/** As in small.css: here the panels are sheets over the map. */
export const isSmall = (container: HTMLElement): boolean => container.clientWidth <= 600;

/** What is fitted stands clear of the legend and the switches, which lie over the map's left edge. */
export function fitOptions(container: HTMLElement): { padding: { top: number; bottom: number; left: number; right: number } } {
  const boxes = container.parentElement?.querySelector<HTMLElement>(".map-boxes") ?? null;
  const covered = isSmall(container) || boxes === null ? 0 : boxes.offsetLeft + boxes.offsetWidth + GAP_PX;
  return { padding: { top: MARGIN_PX, bottom: MARGIN_PX, left: Math.max(24, covered), right: MARGIN_PX } };
}

/** Half a pixel, roughly, at any zoom: nearer than that, two cameras are one. */
function sameCamera(a: Camera, b: Camera): boolean {
  return Math.abs(a.lng - b.lng) < 1e-4 && Math.abs(a.lat - b.lat) < 1e-4 && Math.abs(a.zoom - b.zoom) < 0.01;
}

/** Puts the camera into the view after each move, and moves the map when the view names another. */
export function followCamera(map: MapLibre, about: About, store: Store<View>): void {
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
