/** Which layers are drawn: one that fills the ground, any of those above it. */

import { analysisOf } from "../analyses/registry";
import type { About } from "../api/types";
import { anyForecast, type Forecasts } from "../data/forecasts";
import { el, tick } from "../dom";
import type { Store } from "../state/store";
import type { Fill, Overlay, View } from "../state/view";

export function layerSwitches(store: Store<View>, about: About, forecasts: Forecasts): HTMLElement {
  const withAreas = about.layers.length > 0;
  const fills: readonly (readonly [Fill, string])[] = [
    ["density", "Density"],
    ...(withAreas ? [["areas", "Areas"] as const] : []),
    ["analysis", "Analysis"],
    ["risk", "Risk"],
    ["none", "None"],
  ];
  const overlays: readonly (readonly [Overlay, string])[] = [
    ["repeats", "Repeat locations"],
    ["incidents", "Incidents"],
    ["contours", "Contours"],
    ...(withAreas ? [["labels", "Names"] as const] : []),
  ];
  const fill = segmented("What fills the ground", fills, (chosen) => {
    store.update({ fill: chosen });
  });
  const ticks = overlays.map(([id, label]) => {
    const root = tick(label, false, (on) => {
      const others = store.value.overlays.filter((other) => other !== id);
      store.update({ overlays: on ? [...others, id] : others });
    });
    return { id, root, input: root.querySelector("input") };
  });
  const draw = (): void => {
    const { fill: chosen, analysis } = store.value;
    fill.set(chosen);
    fill.offer("analysis", analysis !== null && analysisOf(analysis.id).pictured);
    fill.offer("risk", anyForecast(forecasts) === true || chosen === "risk");
    for (const { id, input } of ticks) if (input !== null) input.checked = store.value.overlays.includes(id);
  };
  store.watch((view) => [view.fill, view.overlays, view.analysis?.id], draw);
  forecasts.list.subscribe(draw);
  return el("section", { class: "map-box switches", "aria-label": "Layers" }, fill.root, ...ticks.map(({ root }) => root));
}

function segmented<T extends string>(label: string, options: readonly (readonly [T, string])[], change: (value: T) => void): { root: HTMLElement; set: (value: T) => void; offer: (value: T, there: boolean) => void } {
  const root = el("fieldset", { class: "segmented" }, el("legend", { class: "visually-hidden" }, label));
  const inputs = options.map(([value, name]) => {
    const input = el("input", { type: "radio", name: "fill", value });
    input.addEventListener("change", () => {
      change(value);
    });
    root.append(el("label", {}, input, el("span", {}, name)));
    return input;
  });
  return {
    root,
    set: (value) => {
      for (const input of inputs) input.checked = input.value === value;
    },
    offer: (value, there) => {
      for (const input of inputs) if (input.value === value) input.closest("label")?.toggleAttribute("hidden", !there);
    },
  };
}
