/** Lines of equal intensity, at the legend's class breaks. */

import type { GeoJSONSource } from "maplibre-gl";
import { getAnalysis } from "../api/jobs";
import { CONTOUR } from "../palette";
import { queryString } from "../state/filter";
import { densityParams, type View } from "../state/view";
import { type MapLayer, setVisible } from "./layer";
import { filtered } from "./tiles";

const SOURCE = "contours";
const EMPTY = { type: "FeatureCollection" as const, features: [] };

const queryOf = (view: View): string => queryString(filtered(view, densityParams(view.density)));

export function contourLayer(): MapLayer {
  let shown: string | null = null;
  let abort = new AbortController();
  return {
    add(map, view) {
      map.addSource(SOURCE, { type: "geojson", data: EMPTY });
      map.addLayer({
        id: SOURCE,
        type: "line",
        source: SOURCE,
        layout: { "line-join": "round" },
        paint: { "line-color": CONTOUR, "line-width": 1.3, "line-opacity": 0.9 },
      });
      this.update(map, view);
    },
    update(map, view) {
      const visible = view.overlays.includes("contours");
      setVisible(map, [SOURCE], visible);
      const wanted = visible ? queryOf(view) : shown;
      if (wanted === null || wanted === shown) return;
      shown = wanted;
      abort.abort();
      abort = new AbortController();
      getAnalysis<Parameters<GeoJSONSource["setData"]>[0]>("density/contours", wanted, abort.signal, () => undefined).then(
        (lines) => map.getSource<GeoJSONSource>(SOURCE)?.setData(lines),
        () => {
          // Asked again with the next change; the legend says what is wrong with the density.
          if (shown === wanted) shown = null;
        },
      );
    },
  };
}
