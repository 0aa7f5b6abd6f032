/** What is expected, or counted instead, as cells in the API's classes. */

import type { Map as MapLibre } from "maplibre-gl";
import type { RiskLegend } from "../api/forecasts";
import { anyForecast, type Forecasts } from "../data/forecasts";
import { RISK } from "../palette";
import { forecastName, shownParams } from "../state/forecast";
import type { View } from "../state/view";
import { classColour } from "./density";
import { addTiles, type MapLayer, setTiles, setVisible } from "./layer";

export const RISK_LAYER = "risk";
const SOURCE = "risk";
const VALUE = "per_km2";

export function riskLayer(forecasts: Forecasts): MapLayer {
  const params = ({ forecast }: View): [string, string][] => [["forecast", forecastName(forecast)], ...shownParams(forecast)];
  return {
    add(map, view) {
      addTiles(map, SOURCE, "risk", params(view), "cell");
      map.addLayer({
        id: RISK_LAYER,
        type: "fill",
        source: SOURCE,
        "source-layer": "risk",
        paint: { "fill-opacity": 0.82, "fill-color": "rgba(0,0,0,0)", "fill-antialias": true },
      });
      this.update(map, view);
    },
    update(map, view) {
      setTiles(map, SOURCE, "risk", params(view));
      setVisible(map, [RISK_LAYER], view.fill === "risk" && anyForecast(forecasts) === true);
    },
  };
}

/** Colours the cells in the legend's classes; what is below the first is not drawn. */
export function paintRisk(map: MapLibre, { breaks }: RiskLegend): void {
  const [least] = breaks;
  if (least === undefined) {
    map.setFilter(RISK_LAYER, ["boolean", false]);
    return;
  }
  map.setFilter(RISK_LAYER, [">=", ["get", VALUE], least]);
  map.setPaintProperty(RISK_LAYER, "fill-color", classColour(VALUE, breaks, RISK));
}
