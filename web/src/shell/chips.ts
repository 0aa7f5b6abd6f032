/** What is counted, in words, above the map: one chip a condition, each with its own way out. */

import type { About } from "../api/types";
import type { Answers } from "../data/answers";
import { button, el } from "../dom";
import { provenance, week, windowOf } from "../format";
import { type Facet, type Filter, isActive, without } from "../state/filter";
import { areaOf, shownLayer } from "../state/layers";
import type { Store } from "../state/store";
import type { View } from "../state/view";

const NAMES: Record<Facet, string> = {
  category: "Category",
  dates: "Dates",
  week: "Hours",
  area: "Area",
  source: "Source",
};

/** Two names in full, then how many more. */
export function shortList(names: readonly string[]): string {
  return names.length <= 2 ? names.join(", ") : `${names.slice(0, 2).join(", ")} and ${names.length - 2} more`;
}

function said(facet: Facet, filter: Filter, about: About, areaName: (id: string) => string): string {
  switch (facet) {
    case "category": {
      const labels = new Map(about.categories.flatMap(({ id, label, kind, kind_label }) => [[id, label], [kind, kind_label]] as [string, string][]));
      return shortList(filter.categories.map((id) => labels.get(id) ?? id));
    }
    case "dates":
      return windowOf(filter, about.span);
    case "week":
      return week(filter) ?? "";
    case "area":
      return shortList(filter.areas.map(areaName));
    case "source":
      return shortList([...filter.sources, ...filter.provenance.map(provenance)]);
  }
}

export function filterChips(store: Store<View>, about: About, answers: Answers): HTMLElement {
  const root = el("div", { class: "chips", role: "group", "aria-label": "Conditions set" });
  const names = new Map<string, string>();
  const areaName = (id: string): string => names.get(id) ?? areaOf(id).code;
  const draw = (): void => {
    const { filter } = store.value;
    const chips = (Object.keys(NAMES) as Facet[])
      .filter((facet) => isActive(filter, facet))
      .map((facet) => {
        const text = said(facet, filter, about, areaName);
        return button(el("span", { class: "chip-text" }, text), { class: "chip", title: `${NAMES[facet]}: ${text}. Click to remove.`, "aria-label": `Remove ${NAMES[facet].toLowerCase()}: ${text}` }, () => {
          store.update({ filter: without(store.value.filter, facet) });
        });
      });
    if (chips.length > 1) {
      chips.push(button("Clear all", { class: "link" }, () => {
        const clear = (Object.keys(NAMES) as Facet[]).reduce(without, store.value.filter);
        store.update({ filter: clear });
      }));
    }
    root.replaceChildren(...chips);
  };
  answers.areaList.subscribe(({ value }) => {
    const layer = shownLayer(about, store.value.areas.layer)?.name ?? "";
    for (const { properties } of value?.features ?? []) names.set(`${layer}:${properties.code}`, properties.name);
    draw();
  });
  store.watch((view) => view.filter, draw);
  return root;
}
