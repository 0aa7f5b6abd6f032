/** Where the map looks: in step with the view, clear of the boxes that lie over it. */

import type { Map as MapLibre } from "maplibre-gl";
import type { About } from "../api/types";
import type { Store } from "../state/store";
import type { Camera, View } from "../state/view";

/** Room for the boxes that lie on the map's left edge. */
const BOXES_PX = 190;

/** As in small.css: here the panels are sheets over the map. */
export const isSmall = (container: HTMLElement): boolean => container.clientWidth <= 600;

export function fitOptions(container: HTMLElement): { padding: { top: number; bottom: number; left: number; right: number } } {
  const left = isSmall(container) ? 24 : BOXES_PX;
  return { padding: { top: 28, bottom: 28, left, right: 28 } };
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
