/** Layers to switch on and off, each with its legend under it. */

import type { About, ClassLegend } from "../api/types";
import type { Answer } from "../data/resource";
import type { Answers } from "../data/answers";
import { el, select, tick } from "../dom";
import { count, span } from "../format";
import { AREAS, DENSITY, INCIDENTS, KINDS, REPEAT, CONTOUR } from "../palette";
import { failed } from "../shell/states";
import type { Store } from "../state/store";
import type { Edge, Fill, Kernel, Measure, Overlay, View } from "../state/view";
import { classScale, legendNotes } from "./scale";

const BANDWIDTHS_M = [100, 200, 300, 500, 1000, 2000];

export function layerBox(store: Store<View>, about: About, answers: Answers): HTMLElement {
  const fills: readonly (readonly [Fill, string])[] = [
    ["density", "Density"],
    ...(about.layers.length > 0 ? [["areas", "Areas"] as const] : []),
    ["none", "None"],
  ];
  const fill = segmented("Ground", fills, store.value.fill, (chosen) => {
    store.update({ fill: chosen });
  });
  const legend = el("div", { class: "legend", "aria-live": "polite" });
  const overlays = el("div", { class: "overlays" });
  const root = el("section", { class: "layer-box", "aria-label": "Layers and legend" }, fill.root, legend, overlays);

  const drawLegend = (): void => {
    const view = store.value;
    legend.hidden = view.fill === "none";
    if (view.fill === "density") legend.replaceChildren(...densityLegend(store, answers));
    if (view.fill === "areas") legend.replaceChildren(...areaLegend(store, about, answers));
  };
  answers.density.subscribe(drawLegend);
  answers.areas.subscribe(drawLegend);
  store.watch(({ fill: shown, density, areas }) => ({ shown, density, areas }), ({ shown }) => {
    fill.set(shown);
    drawLegend();
  });
  store.watch((view) => view.overlays, () => {
    overlays.replaceChildren(...overlayRows(store, about, answers));
  });
  answers.repeats.subscribe(() => {
    overlays.replaceChildren(...overlayRows(store, about, answers));
  });
  return root;
}

function segmented<T extends string>(label: string, options: readonly (readonly [T, string])[], chosen: T, change: (value: T) => void): { root: HTMLElement; set: (value: T) => void } {
  const root = el("fieldset", { class: "segmented" }, el("legend", { class: "visually-hidden" }, label));
  const inputs = options.map(([value, name]) => {
    const input = el("input", { type: "radio", name: label, value, checked: value === chosen });
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
  };
}

function classes({ value, error }: Answer<ClassLegend>, colours: readonly string[], retry: () => void): HTMLElement[] {
  if (error !== null) return [failed(error, retry)];
  if (value === null) return [el("p", { class: "note" }, "Counting…")];
  if (value.breaks.length === 0) return [el("p", { class: "note" }, "No incidents pass the filter, so nothing is drawn.")];
  return [el("p", { class: "legend-unit" }, value.unit), classScale(value.breaks, colours), legendNotes(value)];
}

function densityLegend(store: Store<View>, answers: Answers): HTMLElement[] {
  const { density } = store.value;
  const set = (change: Partial<View["density"]>): void => {
    store.update({ density: { ...store.value.density, ...change } });
  };
  const widths = [...new Set([...BANDWIDTHS_M, density.bandwidthM])].sort((a, b) => a - b);
  const settings = el(
    "details",
    { class: "settings", open: settingsOpen },
    el("summary", {}, "Change the method"),
    select("Bandwidth", widths.map((metres) => [String(metres), `${count(metres)} m`] as const), String(density.bandwidthM), (metres) => { set({ bandwidthM: Number(metres) }); }),
    select<Kernel>("Kernel", [["gaussian", "Gaussian"], ["quartic", "Quartic"]], density.kernel, (kernel) => { set({ kernel }); }),
    select<Edge>("Edge of the area", [["none", "Not corrected"], ["uniform", "Corrected"]], density.edge, (edge) => { set({ edge }); }),
  );
  settings.addEventListener("toggle", () => {
    settingsOpen = settings.open;
  });
  return [...classes(answers.density.answer, DENSITY, answers.retry), settings];
}

// Whether the reader opened the settings outlives a redraw of the legend, and belongs in no link.
let settingsOpen = false;

function areaLegend(store: Store<View>, about: About, answers: Answers): HTMLElement[] {
  const { areas } = store.value;
  const layer = about.layers.find(({ name }) => name === areas.layer) ?? about.layers[0];
  const measures: readonly (readonly [Measure, string])[] =
    layer?.with_population === true ? [["count", "Incidents"], ["rate", "Per 1,000 residents"]] : [["count", "Incidents"]];
  const layers = about.layers.map(({ name }) => [name, name] as const);
  return [
    el(
      "div",
      { class: "legend-choices" },
      select("Layer", layers, layer?.name ?? "", (name) => { store.update({ areas: { ...store.value.areas, layer: name === about.layers[0]?.name ? null : name } }); }),
      select("Shown", measures, areas.measure, (measure) => { store.update({ areas: { ...store.value.areas, measure } }); }),
    ),
    ...classes(answers.areas.answer, AREAS, answers.retry),
  ];
}

function overlayRows(store: Store<View>, about: About, answers: Answers): HTMLElement[] {
  const { overlays } = store.value;
  const row = (id: Overlay, label: string, legend: () => (Node | string)[]): HTMLElement => {
    const on = overlays.includes(id);
    const box = tick(label, on, (checked) => {
      const others = store.value.overlays.filter((other) => other !== id);
      store.update({ overlays: checked ? [...others, id] : others });
    });
    return el("div", { class: "overlay" }, box, on && el("div", { class: "overlay-legend" }, ...legend()));
  };
  return [
    row("repeats", "Repeat locations", () => repeatLegend(store, answers)),
    row("incidents", "Incidents", () => incidentLegend(about)),
    row("contours", "Contours of density", () => [dot(CONTOUR, "line"), "Lines at the density classes’ bounds"]),
    ...(about.layers.length > 0 ? [row("labels", "Names of areas", () => [])] : []),
  ];
}

function repeatLegend(store: Store<View>, answers: Answers): (Node | string)[] {
  const { value } = answers.repeats.answer;
  const { from, to } = store.value.filter;
  const said = value === null ? "" : `${value.method}; the ${count(Math.min(value.items.length, 50))} with most incidents, first ten numbered; ${span(from, to)}`;
  return [dot(REPEAT, "dot"), said];
}

function incidentLegend(about: About): (Node | string)[] {
  const kinds = new Map(about.categories.map(({ kind, kind_label }) => [kind, kind_label]));
  const keys = [...kinds].map(([kind, label]) => el("span", { class: "key" }, dot(KINDS[kind] ?? KINDS.other ?? INCIDENTS, "dot"), label));
  return [
    el("span", { class: "key" }, dot(INCIDENTS, "dot"), "Together: area in step with the count"),
    ...keys,
    ...(about.snapped_fraction > 0.5 ? [el("p", { class: "note" }, "A map point is a street, not an address.")] : []),
  ];
}

function dot(colour: string, shape: "dot" | "line"): HTMLElement {
  const mark = el("span", { class: `mark ${shape}`, "aria-hidden": "true" });
  mark.style.backgroundColor = colour;
  return mark;
}
