/** The legend of the density layer, and the choices of method behind it. */

import type { Answers } from "../data/answers";
import { el, select } from "../dom";
import { count } from "../format";
import { DENSITY } from "../palette";
import type { Store } from "../state/store";
import type { Edge, Kernel, View } from "../state/view";
import { classes } from "./scale";

const BANDWIDTHS_M = [100, 200, 300, 500, 1000, 2000];

/** Draws itself anew with every answer; the settings keep their fold and the focus, as they are built once. */
export function densityLegend(store: Store<View>, answers: Answers): HTMLElement {
  const scale = el("div", { class: "legend-part" });
  answers.density.subscribe((answer) => {
    scale.replaceChildren(...classes(answer, DENSITY, answers.retry));
  });
  return el("div", { class: "legend-part" }, scale, settings(store));
}

function settings(store: Store<View>): HTMLElement {
  const set = (change: Partial<View["density"]>): void => {
    store.update({ density: { ...store.value.density, ...change } });
  };
  const fields = el("div");
  const root = el("details", { class: "settings" }, el("summary", {}, "Change the method"), fields);
  store.watch((view) => view.density, ({ bandwidthM, kernel, edge }) => {
    const widths = [...new Set([...BANDWIDTHS_M, bandwidthM])].sort((a, b) => a - b);
    const held = [...fields.querySelectorAll("select")].findIndex((control) => control === document.activeElement);
    fields.replaceChildren(
      select("Bandwidth", widths.map((metres) => [String(metres), `${count(metres)} m`] as const), String(bandwidthM), (metres) => { set({ bandwidthM: Number(metres) }); }),
      select<Kernel>("Kernel", [["gaussian", "Gaussian"], ["quartic", "Quartic"]], kernel, (chosen) => { set({ kernel: chosen }); }),
      select<Edge>("At the border", [["none", "Not corrected"], ["uniform", "Corrected"]], edge, (chosen) => { set({ edge: chosen }); }),
    );
    fields.querySelectorAll("select")[held]?.focus();
  });
  return root;
}
