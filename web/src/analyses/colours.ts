/** The service's classes with the page's colours. */

import type { ColourClass } from "../map/picture";
import type { LegendClass } from "./analysis";

/** Classes in the order of a ramp, from its first colour; the last colour stands for all that are left. */
export function ramped(classes: readonly LegendClass[] | undefined, ramp: readonly string[]): ColourClass[] {
  return (classes ?? []).map((entry, index) => withColour(entry, ramp[index] ?? ramp.at(-1) ?? "transparent"));
}

/** Classes by their value, each with the colour that a table gives it; what no shape belongs to is left out. */
export function named(classes: readonly LegendClass[] | undefined, colours: Readonly<Record<string, string>>, otherwise: string): ColourClass[] {
  const there = (classes ?? []).filter(({ cells, areas, count }) => (cells ?? areas ?? count) !== 0);
  return there.map((entry) => withColour(entry, colours[entry.value ?? ""] ?? otherwise));
}

function withColour({ value, from, label }: LegendClass, colour: string): ColourClass {
  return { label, colour, ...(value == null ? {} : { value }), ...(from == null ? {} : { from }) };
}
