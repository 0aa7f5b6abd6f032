/** The picture of an analysis: shapes from tiles or from one GeoJSON, coloured by class, each tied to what it selects. */

import type { ExpressionSpecification } from "maplibre-gl";
import type { GeoFeature } from "../api/analyses";
import type { Selection } from "../state/view";
import type { TileLayer } from "./tiles";

/** A shape's own figures, as tiles can carry them. */
export type Properties = Readonly<Record<string, string | number | boolean | null | undefined>>;

/** Shapes of one class: those with this value, or those from this number up to the next class. */
export interface ColourClass {
  value?: string;
  from?: number;
  label: string;
  colour: string;
}

export interface Picture {
  source: { kind: "tiles"; layer: TileLayer; params: readonly [string, string][] } | { kind: "shapes"; features: readonly GeoFeature<object>[] };
  /** Property that tells shapes apart. */
  id: string;
  /** Property that holds the class or the number. */
  property: string;
  classes: readonly ColourClass[];
  /** Lines drawn over the shapes: the contours of a test, whose `side` is "higher" or "lower". */
  lines?: readonly GeoFeature<object>[];
  /** Shapes are filled (the default) or only outlined. */
  outlined?: boolean;
  /** What a click on a shape selects. */
  selects: (id: string) => Selection;
  /** The shape that a selection means, or `null`. */
  shapeOf: (selection: Selection) => string | null;
  /** One line about the shape under the pointer. */
  note: (properties: Properties) => string;
}

const CLEAR = "rgba(0,0,0,0)";

/** Colour by class; what belongs to none is not coloured. */
export function colourOf({ property, classes }: Pick<Picture, "property" | "classes">): ExpressionSpecification | string {
  const valued = classes.filter(({ value }) => value !== undefined);
  if (valued.length > 0) {
    const cases = valued.flatMap(({ value, colour }) => [value, colour]);
    return ["match", ["to-string", ["get", property]], ...cases, CLEAR] as unknown as ExpressionSpecification;
  }
  const stepped = classes.flatMap(({ from, colour }) => (from === undefined ? [] : [{ from, colour }])).sort((a, b) => a.from - b.from);
  if (stepped.length === 0) return CLEAR;
  const steps = stepped.flatMap(({ from, colour }) => [from, colour]);
  return ["case", ["==", ["typeof", ["get", property]], "number"], ["step", ["get", property], CLEAR, ...steps], CLEAR] as unknown as ExpressionSpecification;
}

/** Only shapes with this value, as a filter. */
export function withValue({ property }: Pick<Picture, "property">, value: string): ExpressionSpecification {
  return ["==", ["to-string", ["get", property]], value];
}
