/** On a small screen the panels are sheets over the map, one at a time; on a large one they stand beside it. */

import { button, el } from "../dom";

export type Sheet = "map" | "filters" | "layers" | "places" | "analyses" | "forecasts";

const TABS: readonly (readonly [Sheet, string])[] = [
  ["map", "Map"],
  ["filters", "Filters"],
  ["layers", "Layers"],
  ["places", "Places"],
  ["analyses", "Analyses"],
  ["forecasts", "Next"],
];

export interface Sheets {
  root: HTMLElement;
  open: (sheet: Sheet) => void;
}

/** Marks `layout` with the sheet that is open; the style sheet does the rest. `told` hears of every sheet that is opened. */
export function sheets(layout: HTMLElement, told: (sheet: Sheet) => void): Sheets {
  const tabs = TABS.map(([sheet, label]) => ({
    sheet,
    tab: button(label, { class: "sheet-tab" }, () => {
      const wanted = layout.dataset.sheet === sheet ? "map" : sheet;
      open(wanted);
      told(wanted);
    }),
  }));
  const open = (wanted: Sheet): void => {
    layout.dataset.sheet = wanted;
    for (const { sheet, tab } of tabs) tab.setAttribute("aria-pressed", String(sheet === wanted));
  };
  open("map");
  return { root: el("nav", { class: "sheet-tabs", "aria-label": "Panels" }, ...tabs.map(({ tab }) => tab)), open };
}
