/** How many cells each class has and what it means; a pointer over a row shows that class alone. */

import { el } from "../dom";
import { count, plural } from "../format";
import type { ColourClass } from "../map/picture";
import type { LegendClass, Page } from "./analysis";
import { resultTable } from "./table";

/** Classes without cells are left out and counted. */
export function classTable(colours: readonly ColourClass[], classes: readonly LegendClass[], page: Page, noun = "Cells"): HTMLElement {
  const there = classes.filter((entry) => (sizeOf(entry) ?? 0) > 0);
  const absent = classes.length - there.length;
  const rows = there.map((entry) => {
    const swatch = el("span", { class: "row-swatch", "aria-hidden": "true" });
    swatch.style.backgroundColor = colours.find(({ value }) => value === entry.value)?.colour ?? "transparent";
    return {
      cells: [el("span", {}, swatch, entry.label), count(sizeOf(entry) ?? 0)],
      ...(entry.meaning == null ? {} : { detail: entry.meaning }),
      ...(entry.value == null ? {} : { points: { value: entry.value } }),
    };
  });
  const caption = `Point at a class to see it alone on the map.${absent === 0 ? "" : ` ${plural(absent, "class is", "classes are")} empty.`}`;
  return resultTable(caption, [{ name: "Class" }, { name: noun, number: true, width: "70px" }], rows, page);
}

const sizeOf = ({ cells, areas, count: counted }: LegendClass): number | null => cells ?? areas ?? counted ?? null;

/** A class's name, by its value. */
export function labelOf(classes: readonly LegendClass[], value: string): string {
  return classes.find((entry) => entry.value === value)?.label ?? value;
}
