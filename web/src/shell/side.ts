/** The panel on the right: the ranked places, or the analyses. */

import { button, el } from "../dom";
import type { Store } from "../state/store";
import type { Side, View } from "../state/view";

const TABS: readonly (readonly [Side, string])[] = [
  ["places", "Repeat locations"],
  ["analyses", "Analyses"],
];

/** Tabs over the two, which the arrow keys change too; only the chosen one is shown. */
export function sideTabs(store: Store<View>, panels: Record<Side, HTMLElement>): HTMLElement {
  const tabs = TABS.map(([side, label]) => {
    panels[side].id = `side-${side}`;
    const tab = button(label, { class: "side-tab", role: "tab", id: `tab-${side}`, "aria-controls": `side-${side}` }, () => { store.update({ side }); });
    return { side, tab };
  });
  const root = el("div", { class: "side-tabs", role: "tablist", "aria-label": "What this panel shows" }, ...tabs.map(({ tab }) => tab));
  root.addEventListener("keydown", (event) => {
    if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
    const other = tabs.find(({ side }) => side !== store.value.side);
    if (other === undefined) return;
    store.update({ side: other.side });
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
