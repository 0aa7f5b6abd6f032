/** Incidents: counted clusters from afar, each by its kind from near. */

import type { ExpressionSpecification } from "maplibre-gl";
import { INCIDENTS, KINDS, OTHER_KIND } from "../palette";
import { NUMBER_FONT } from "./labels";
import { addTiles, type MapLayer, setTiles, setVisible } from "./layer";
import { filtered } from "./tiles";

export const CLUSTER_LAYER = "incident-clusters";
export const INCIDENT_LAYER = "incidents";
const CLUSTER_LABEL = "incident-cluster-counts";
const STACK_LABEL = "incident-stack-counts";
const SOURCE = "incidents";

const clustered: ExpressionSpecification = ["!", ["has", "category"]];
const stacked: ExpressionSpecification = ["coalesce", ["get", "count"], 1];
// A category's identifier begins with its kind: "asb/nuisance".
const kind: ExpressionSpecification = ["slice", ["get", "category"], 0, ["index-of", "/", ["concat", ["get", "category"], "/"]]];
const kindColour = [
  "match",
  kind,
  ...Object.entries(KINDS).flatMap(([name, colour]) => [name, colour]),
  OTHER_KIND,
] as unknown as ExpressionSpecification;

export const incidentLayer: MapLayer = {
  add(map, view) {
    addTiles(map, SOURCE, "incidents", filtered(view));
    const shared = { source: SOURCE, "source-layer": "incidents" } as const;
    map.addLayer({
      id: CLUSTER_LAYER,
      type: "circle",
      ...shared,
      filter: clustered,
      paint: {
        "circle-color": INCIDENTS,
        "circle-opacity": 0.85,
        "circle-stroke-color": "#ffffff",
        "circle-stroke-width": 1.2,
        // Area in step with the count, within 5 to 26 pixels.
        "circle-radius": ["min", 26, ["max", 5, ["*", 0.9, ["sqrt", ["get", "count"]]]]],
      },
    });
    map.addLayer({
      id: CLUSTER_LABEL,
      type: "symbol",
      ...shared,
      filter: ["all", clustered, [">=", ["get", "count"], 100]],
      layout: {
        "text-field": ["number-format", ["get", "count"], { locale: "en-GB" }],
        "text-font": NUMBER_FONT,
        "text-size": 11,
      },
      paint: { "text-color": "#ffffff" },
    });
    map.addLayer({
      id: INCIDENT_LAYER,
      type: "circle",
      ...shared,
      filter: ["has", "category"],
      paint: {
        "circle-color": kindColour,
        "circle-stroke-color": "#ffffff",
        "circle-stroke-width": 1,
        // Incidents at one point lie under each other; each carries how many they are.
        "circle-radius": ["min", 16, ["+", 3.5, ["sqrt", stacked]]],
      },
    });
    map.addLayer({
      id: STACK_LABEL,
      type: "symbol",
      ...shared,
      filter: ["all", ["has", "category"], [">=", stacked, 10]],
      layout: {
        "text-field": ["number-format", stacked, { locale: "en-GB" }],
        "text-font": NUMBER_FONT,
        "text-size": 10,
      },
      paint: { "text-color": "#ffffff" },
    });
    this.update(map, view);
  },
  update(map, view) {
    setTiles(map, SOURCE, "incidents", filtered(view));
    setVisible(map, [CLUSTER_LAYER, CLUSTER_LABEL, INCIDENT_LAYER, STACK_LABEL], view.overlays.includes("incidents"));
  },
};
