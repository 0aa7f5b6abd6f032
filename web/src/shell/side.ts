/** The panel on the right: the ranked places, the analyses, or the forecasts. */

import { button, el } from "../dom";
import type { Store } from "../state/store";
import type { Side, View } from "../state/view";

const TABS: readonly (readonly [Side, string])[] = [
  ["places", "Repeat locations"],
  ["analyses", "Analyses"],
  ["forecasts", "Where next"],
];

/** Tabs over the three, which the arrow keys change too; only the chosen one is shown. `showing` says what else a tab changes. */
export function sideTabs(store: Store<View>, panels: Record<Side, HTMLElement>, showing: (side: Side) => Partial<View>): HTMLElement {
  const tabs = TABS.map(([side, label]) => {
    panels[side].id = `side-${side}`;
    const tab = button(label, { class: "side-tab", role: "tab", id: `tab-${side}`, "aria-controls": `side-${side}` }, () => { store.update(showing(side)); });
    return { side, tab };
  });
  const root = el("div", { class: "side-tabs", role: "tablist", "aria-label": "What this panel shows" }, ...tabs.map(({ tab }) => tab));
  root.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (step === undefined) return;
    const at = tabs.findIndex(({ side }) => side === store.value.side);
    const other = tabs[(at + step + tabs.length) % tabs.length];
    if (other === undefined) return;
    store.update(showing(other.side));
    other.tab.focus();
  });
  store.watch((view) => view.side, (shown) => {
    for (const { side, tab } of tabs) {
      tab.setAttribute("aria-selected", String(side === shown));
      tab.tabIndex = side === shown ? 0 : -1;
      panels[side].hidden = side !== shown;
    }
  });
  return root;
}
