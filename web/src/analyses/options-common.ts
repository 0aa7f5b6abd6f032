/** Options that several analyses have. */

import type { About } from "../api/types";
import { mainLayer } from "../state/layers";
import type { Option } from "./analysis";

/** Which layer of areas. */
export const layerOption: Option = {
  name: "layer",
  label: "Areas",
  choices: ({ layers }) => layers.map(({ name, areas }) => [name, `${name} (${areas})`] as const),
  usual: (about) => mainLayer(about)?.name ?? "",
};

/** Kinds and classes of incident, by identifier. */
export function categoryChoices({ categories }: Pick<About, "categories">): (readonly [string, string])[] {
  const kinds = new Map(categories.map(({ kind, kind_label: label }) => [kind, label]));
  return [...kinds].flatMap(([kind, label]) => [
    [kind, label] as const,
    ...categories.filter((category) => category.kind === kind).map((category) => [category.id, `– ${category.label}`] as const),
  ]);
}

/** A category's name where the service gives its identifier alone. */
export function categoryLabel({ categories }: Pick<About, "categories">, text: string): string {
  const named = categories.find(({ id }) => id === text)?.label;
  return named ?? categories.find(({ kind }) => kind === text)?.kind_label ?? text;
}

/** A category to leave out. */
export const withoutOption: Option = {
  name: "without",
  label: "Also without",
  choices: (about) => [["", "Nothing left out"], ...categoryChoices(about)],
  usual: () => "",
};

/** What counts as one location, as in the table of repeat locations. */
export const byOption: Option = {
  name: "by",
  label: "A location is",
  choices: () => [["key", "Same location as recorded"], ["point", "Same point on the map"], ["cluster", "Within 50 m"]],
  usual: (_, view) => view.repeats.by,
};

/** The parameter with its value, unless that is empty. */
export function given(name: string, value: string): [string, string][] {
  return value === "" ? [] : [[name, value]];
}
