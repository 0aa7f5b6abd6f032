/** Draws the picture of the open analysis, marks its selected shape, and lets one shape or class stand out. */

import type { ExpressionSpecification, FilterSpecification, Map as MapLibre } from "maplibre-gl";
import type { GeoFeature } from "../api/analyses";
import { CONTOUR, CONTOUR_LOWER, POINTED, SELECTED } from "../palette";
import type { Selection } from "../state/view";
import { centreOf } from "./geometry";
import { addTiles } from "./layer";
import { colourOf, type Picture, withValue } from "./picture";

export const ANALYSIS_FILL = "analysis-fill";
export const ANALYSIS_LINE = "analysis-line";
export const ANALYSIS_POINT = "analysis-point";
const SOURCE = "analysis";
/** Property of the point that stands for a polygon from afar. */
const CENTRE = "centre";
const POINTED_LAYER = "analysis-pointed";
const SELECTED_LAYERS = [["analysis-selected-casing", "#ffffff", 5.5], ["analysis-selected", SELECTED, 2.5]] as const;
const CONTOURS = "analysis-contours";
const ALL = [CONTOURS, ANALYSIS_FILL, ANALYSIS_LINE, ANALYSIS_POINT, POINTED_LAYER, ...SELECTED_LAYERS.map(([id]) => id)];
/** Shapes other than those that stand out. */
const FAINT = 0.18;
const FULL = 0.82;
/** A shape's own mark, seen from afar, gives way to the shape once that is large enough; a place's mark stays. */
const own: ExpressionSpecification = ["has", CENTRE];
const RADIUS: ExpressionSpecification = ["interpolate", ["linear"], ["zoom"], 8, ["case", own, 4, 6], 12, ["case", own, 5, 7]];
const MARKED: ExpressionSpecification = ["interpolate", ["linear"], ["zoom"], 11.5, 1, 13, ["case", own, 0, 1]];
/** An identifier that no shape has. */
const NONE = "\u0000";

/** What lies below boundaries and what lies above everything but the marks, kept in place by two layers that draw nothing. */
export const BELOW = "below-boundaries";
export const ABOVE = "above-incidents";

export const anchor = (id: string): { add: (map: MapLibre) => void; update: () => void } => ({
  add: (map) => map.addLayer({ id, type: "background", layout: { visibility: "none" } }),
  update: () => undefined,
});

/** The picture on the map, or none. */
export class AnalysisPicture {
  #shown: { picture: Picture; key: string } | null = null;

  constructor(private readonly map: MapLibre) {}

  get picture(): Picture | null {
    return this.#shown?.picture ?? null;
  }

  /** Draws `picture`, or nothing; `key` names it, and what is drawn already is left as it is. */
  show(picture: Picture | null, key: string): void {
    if (picture !== null && this.#shown?.key === key) return;
    this.#remove();
    if (picture === null) return;
    this.#shown = { picture, key };
    this.#add(picture);
  }

  /** Marks what `selection` means in this picture. */
  select(selection: Selection | null): void {
    const { picture } = this;
    if (picture === null) return;
    const shape = selection === null ? null : picture.shapeOf(selection);
    for (const [layer] of SELECTED_LAYERS) this.map.setFilter(layer, only(picture, shape));
  }

  /** Lets a shape or a class stand out; `null` ends that. */
  point(at: { feature: string } | { value: string } | null): void {
    const { picture } = this;
    if (picture === null) return;
    this.map.setFilter(POINTED_LAYER, only(picture, at !== null && "feature" in at ? at.feature : null));
    const opacity = at !== null && "value" in at ? (["case", withValue(picture, at.value), 1, FAINT] as ExpressionSpecification) : FULL;
    this.map.setPaintProperty(ANALYSIS_FILL, "fill-opacity", picture.outlined === true ? 0.12 : opacity);
  }

  #add(picture: Picture): void {
    const { map } = this;
    const layer = addSource(map, picture);
    const shared = { source: SOURCE, ...layer } as const;
    const colour = colourOf(picture);
    const polygons: FilterSpecification = ["==", ["geometry-type"], "Polygon"];
    const outlined = picture.outlined === true;
    map.addLayer({ id: ANALYSIS_FILL, type: "fill", ...shared, filter: polygons, paint: { "fill-color": colour, "fill-opacity": outlined ? 0.12 : FULL } }, BELOW);
    map.addLayer({ id: ANALYSIS_LINE, type: "line", ...shared, filter: ["!=", ["geometry-type"], "Point"], layout: { visibility: outlined ? "visible" : "none" }, paint: { "line-color": colour, "line-width": 2.2 } }, ABOVE);
    map.addLayer({ id: ANALYSIS_POINT, type: "circle", ...shared, filter: ["==", ["geometry-type"], "Point"], paint: { "circle-color": colour, "circle-radius": RADIUS, "circle-opacity": MARKED, "circle-stroke-opacity": MARKED, "circle-stroke-color": "#ffffff", "circle-stroke-width": 1.5 } }, ABOVE);
    if (picture.lines !== undefined) {
      addShapes(map, CONTOURS, picture.lines);
      map.addLayer({ id: CONTOURS, type: "line", source: CONTOURS, layout: { "line-join": "round" }, paint: { "line-color": ["match", ["get", "side"], "lower", CONTOUR_LOWER, CONTOUR], "line-width": 1.6 } }, ABOVE);
    }
    map.addLayer({ id: POINTED_LAYER, type: "line", ...shared, filter: only(picture, null), paint: { "line-color": POINTED, "line-width": 2.5 } }, ABOVE);
    for (const [id, color, width] of SELECTED_LAYERS) {
      map.addLayer({ id, type: "line", ...shared, filter: only(picture, null), paint: { "line-color": color, "line-width": width } }, ABOVE);
    }
  }

  #remove(): void {
    this.#shown = null;
    for (const id of ALL) if (this.map.getLayer(id) !== undefined) this.map.removeLayer(id);
    for (const id of [SOURCE, CONTOURS]) if (this.map.getSource(id) !== undefined) this.map.removeSource(id);
  }
}

const only = (picture: Picture, shape: string | null): FilterSpecification => ["==", ["to-string", ["get", picture.id]], shape ?? NONE];

function addSource(map: MapLibre, { source }: Picture): { "source-layer"?: string } {
  if (source.kind === "tiles") {
    addTiles(map, SOURCE, source.layer, source.params);
    return { "source-layer": source.layer };
  }
  addShapes(map, SOURCE, [...source.features, ...source.features.flatMap(markOf)]);
  return {};
}

/** The middle of a polygon as a point with the polygon's properties. */
function markOf({ geometry, properties }: GeoFeature<object>): GeoFeature<object>[] {
  const centre = centreOf(geometry);
  if (geometry?.type === "Point" || centre === null) return [];
  return [{ geometry: { type: "Point", coordinates: centre }, properties: { ...properties, [CENTRE]: true } }];
}

function addShapes(map: MapLibre, id: string, features: readonly GeoFeature<object>[]): void {
  const drawn = features.flatMap(({ geometry, properties }) => (geometry === null ? [] : [{ type: "Feature" as const, geometry, properties }]));
  map.addSource(id, { type: "geojson", data: { type: "FeatureCollection", features: drawn } });
}
