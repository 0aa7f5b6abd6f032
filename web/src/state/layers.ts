/** Which of the areas' layers stands for what. */

import type { About, AboutLayer } from "../api/types";
import type { Selection, View } from "./view";

/** The layer that makes the study area, else the one with the fewest areas; `null` without any layer. */
export function mainLayer({ layers, study_area_layer: named }: Pick<About, "layers" | "study_area_layer">): AboutLayer | null {
  const [coarsest] = [...layers].sort((a, b) => a.areas - b.areas);
  return layers.find(({ name }) => name === named) ?? coarsest ?? null;
}

/** The layers beside the main one, from few areas to many. */
export function otherLayers(about: Pick<About, "layers" | "study_area_layer">): AboutLayer[] {
  const main = mainLayer(about);
  return about.layers.filter((layer) => layer !== main).sort((a, b) => a.areas - b.areas);
}

/** The layer by this name, else the main one. */
export function shownLayer(about: About, name: string | null): AboutLayer | null {
  return about.layers.find((layer) => layer.name === name) ?? mainLayer(about);
}

/** The layer and the code of an area's identifier, "district:E07000066". */
export function areaOf(id: string): { layer: string; code: string } {
  const colon = id.indexOf(":");
  return { layer: id.slice(0, colon), code: id.slice(colon + 1) };
}

/** The view with something selected; an area brings its layer along, for its card reads that layer's list. */
export function selecting({ areas }: View, selection: Selection | null): Partial<View> {
  return selection?.kind === "area" ? { selection, areas: { ...areas, layer: areaOf(selection.id).layer } } : { selection };
}
