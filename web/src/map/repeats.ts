/** Repeat locations: circles by count, the first ten with their rank. The same places as the table's. */

import { REPEAT } from "../palette";
import { repeatParams, type View } from "../state/view";
import { NUMBER_FONT } from "./labels";
import { addTiles, type MapLayer, setTiles, setVisible } from "./layer";
import { filtered } from "./tiles";

export const REPEAT_LAYER = "repeats";
const RANKS = "repeat-ranks";
const SOURCE = "repeats";
/** Ranks on the map and in the table's first page. */
export const REPEAT_LIMIT = 50;

const params = (view: View): [string, string][] =>
  filtered(view, [...repeatParams(view.repeats), ["limit", String(REPEAT_LIMIT)]]);

export const repeatLayer: MapLayer = {
  add(map, view) {
    addTiles(map, SOURCE, "repeat-locations", params(view), "id");
    map.addLayer({
      id: REPEAT_LAYER,
      type: "circle",
      source: SOURCE,
      "source-layer": "repeat-locations",
      filter: ["<=", ["get", "rank"], REPEAT_LIMIT],
      layout: { "circle-sort-key": ["-", 0, ["get", "rank"]] },
      paint: {
        "circle-color": REPEAT,
        "circle-stroke-color": "#ffffff",
        "circle-stroke-width": 1.5,
        "circle-radius": ["case", ["<=", ["get", "rank"], 10], 9, 5],
      },
    });
    this.update(map, view);
  },
  update(map, view) {
    setTiles(map, SOURCE, "repeat-locations", params(view));
    setVisible(map, [REPEAT_LAYER], view.overlays.includes("repeats"));
  },
};

/** The first ten ranks, in the repeat locations' circles. */
export const rankLayer: MapLayer = {
  add(map, view) {
    map.addLayer({
      id: RANKS,
      type: "symbol",
      source: SOURCE,
      "source-layer": "repeat-locations",
      filter: ["<=", ["get", "rank"], 10],
      layout: {
        "text-field": ["to-string", ["get", "rank"]],
        "text-font": NUMBER_FONT,
        "text-size": 11,
        "text-allow-overlap": true,
        "symbol-sort-key": ["get", "rank"],
      },
      paint: { "text-color": "#ffffff" },
    });
    this.update(map, view);
  },
  update(map, view) {
    setVisible(map, [RANKS], view.overlays.includes("repeats"));
  },
};
