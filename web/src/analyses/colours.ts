/** The service's classes with the page's colours. */

import type { ColourClass } from "../map/picture";
import type { LegendClass } from "./analysis";

/** Classes in the order of a ramp, spread over its whole length: the last has its last colour. */
export function ramped(classes: readonly LegendClass[] | undefined, ramp: readonly string[]): ColourClass[] {
  const list = classes ?? [];
  const step = list.length < 2 ? 0 : (ramp.length - 1) / (list.length - 1);
  return list.map((entry, index) => withColour(entry, ramp[Math.round(ramp.length - 1 - (list.length - 1 - index) * step)] ?? "transparent"));
}

/** Classes by their value, each with the colour that a table gives it; what no shape belongs to is left out. */
export function named(classes: readonly LegendClass[] | undefined, colours: Readonly<Record<string, string>>, otherwise: string): ColourClass[] {
  const there = (classes ?? []).filter(({ cells, areas, count }) => (cells ?? areas ?? count) !== 0);
  return there.map((entry) => withColour(entry, colours[entry.value ?? ""] ?? otherwise));
}

function withColour({ value, from, label }: LegendClass, colour: string): ColourClass {
  return { label, colour, ...(value == null ? {} : { value }), ...(from == null ? {} : { from }) };
}
