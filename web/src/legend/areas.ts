/** The legend of the areas layer, and the choice of layer and measure. */

import type { About } from "../api/types";
import type { Answers } from "../data/answers";
import { el, select } from "../dom";
import { AREAS } from "../palette";
import { mainLayer, shownLayer } from "../state/layers";
import type { Store } from "../state/store";
import type { Measure, View } from "../state/view";
import { classes } from "./scale";

export function areaLegend(store: Store<View>, about: About, answers: Answers): HTMLElement {
  const scale = el("div", { class: "legend-part" });
  const choices = el("div", { class: "legend-choices" });
  const set = (change: Partial<View["areas"]>): void => {
    store.update({ areas: { ...store.value.areas, ...change } });
  };
  answers.areas.subscribe((answer) => {
    scale.replaceChildren(...classes(answer, AREAS, answers.retry));
  });
  store.watch((view) => view.areas, ({ layer, measure }) => {
    const shown = shownLayer(about, layer);
    const measures: readonly (readonly [Measure, string])[] =
      shown?.with_population === true ? [["count", "Incidents"], ["rate", "Per 1,000 residents"]] : [["count", "Incidents"]];
    const held = [...choices.querySelectorAll("select")].findIndex((control) => control === document.activeElement);
    choices.replaceChildren(
      select("Layer", about.layers.map(({ name }) => [name, name] as const), shown?.name ?? "", (name) => { set({ layer: name === mainLayer(about)?.name ? null : name }); }),
      select("Measure", measures, measure, (chosen) => { set({ measure: chosen }); }),
    );
    choices.querySelectorAll("select")[held]?.focus();
  });
  return el("div", { class: "legend-part" }, choices, scale);
}
