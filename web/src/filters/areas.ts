/** Areas of the chosen layer, with a search box. */

import type { About, AreaFeature, Bounds } from "../api/types";
import type { Answers } from "../data/answers";
import { el, select } from "../dom";
import { mainLayer, shownLayer } from "../state/layers";
import type { Store } from "../state/store";
import type { View } from "../state/view";
import { choiceRow, replaceRows, toggled } from "./choices";
import { section } from "./section";

/** Rows drawn at once; a layer may hold thousands, and the search box finds the rest. */
const MOST_ROWS = 60;

/** Areas whose name or code holds every word of `search`, chosen ones first, then by count. */
export function matchingAreas(areas: readonly AreaFeature[], search: string, chosen: (code: string) => boolean): AreaFeature[] {
  const words = search.toLowerCase().split(/\s+/).filter((word) => word !== "");
  const rank = ({ properties: { code } }: AreaFeature): number => (chosen(code) ? 0 : 1);
  return areas
    .filter(({ properties: { name, code } }) => words.every((word) => `${name} ${code}`.toLowerCase().includes(word)))
    .sort((a, b) => rank(a) - rank(b) || b.properties.count - a.properties.count);
}

/** `fit` brings an area that was just chosen into view. */
export function areaFilter(store: Store<View>, about: About, answers: Answers, fit: (bounds: Bounds) => void): HTMLElement {
  const set = (areas: readonly string[]): void => {
    store.update({ filter: { ...store.value.filter, areas } });
  };
  const { root, body, setState } = section("Area", true, () => { set([]); });
  const main = mainLayer(about);
  if (main === null) {
    body.append(el("p", { class: "note" }, "No areas yet. Add them with ", el("code", {}, "wherenext areas import"), "."));
    return root;
  }
  const search = el("input", { type: "search", placeholder: "Find an area", "aria-label": "Find an area" });
  const rows = el("div", { class: "choice-list", role: "group", "aria-label": "Areas" });
  const more = el("p", { class: "note" });
  if (about.layers.length > 1) {
    const options = about.layers.map(({ name, areas }) => [name, `${name} (${areas})`] as const);
    body.append(select("Layer", options, shownLayer(about, store.value.areas.layer)?.name ?? main.name, (layer) => {
      store.update({ areas: { ...store.value.areas, layer: layer === main.name ? null : layer } });
    }));
  }
  body.append(search, rows, more);

  let areas: readonly AreaFeature[] = [];
  const names = new Map<string, string>();
  const draw = (): void => {
    const layer = shownLayer(about, store.value.areas.layer)?.name ?? main.name;
    const chosen = store.value.filter.areas;
    const id = (code: string): string => `${layer}:${code}`;
    for (const { properties } of areas) names.set(id(properties.code), properties.name);
    const found = matchingAreas(areas, search.value, (code) => chosen.includes(id(code)));
    const most = Math.max(1, ...areas.map(({ properties }) => properties.count));
    replaceRows(
      rows,
      found.slice(0, MOST_ROWS).map(({ properties: { code, name, count }, bbox }) =>
        choiceRow({ id: id(code), label: name, count }, chosen.includes(id(code)), count / most, (on) => {
          set(toggled(chosen, id(code), on));
          if (on && bbox !== undefined) fit(bbox);
        }).root,
      ),
    );
    more.textContent =
      found.length === 0 && areas.length > 0
        ? `No area matches “${search.value}”.`
        : found.length > MOST_ROWS ? `${found.length - MOST_ROWS} more: search to find them.` : "";
    more.hidden = more.textContent === "";
    setState(chosen.length === 0 ? null : chosen.map((area) => names.get(area) ?? area).join(", "));
  };
  search.addEventListener("input", draw);
  answers.areaList.subscribe(({ value }) => {
    if (value !== null) areas = value.features;
    draw();
  });
  store.watch((view) => [view.filter.areas, view.areas.layer], draw);
  return root;
}
