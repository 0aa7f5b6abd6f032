/** Puts the page together: one view, the answers that follow it, and the parts that show them. */

import type { About } from "./api/types";
import { cardPanel } from "./cards/panel";
import { type Answers, type Card, followView } from "./data/answers";
import { el } from "./dom";
import { filterPanel } from "./filters/panel";
import { legend } from "./legend/legend";
import { layerSwitches } from "./legend/switches";
import { createMap, type MapView } from "./map/map";
import type { SelectedPlace } from "./map/marks";
import { placesPanel } from "./places/table";
import { header, notice } from "./shell/header";
import { outage, progress } from "./shell/outage";
import { sheets } from "./shell/sheets";
import { syncHistory } from "./state/history";
import { readView } from "./state/permalink";
import { Store } from "./state/store";
import type { Stack, View } from "./state/view";

export function startApp(root: HTMLElement, about: About): void {
  const store = new Store<View>(readView(window.location.search));
  syncHistory(store);
  const answers = followView(store, about);
  const stack = new Store<Stack>({ incidents: [] });
  const canvas = el("div", { class: "map", id: "map", tabindex: -1 });
  const boxes = el("div", { class: "map-boxes" }, layerSwitches(store, about), legend(store, about, answers));
  const panel = el("aside", { class: "panel", "aria-label": "Filters" });
  const side = el("aside", { class: "side", "aria-label": "Places" });
  const layout = el("main", { class: "layout" }, panel, el("section", { class: "map-area", "aria-label": "Map" }, canvas, boxes), side);
  const tabs = sheets(layout);
  const trouble = outage(answers);
  root.replaceChildren(
    el("a", { class: "skip", href: "#map" }, "Skip to the map"),
    header(store, about, answers),
    ...[notice(about)].filter((part) => part !== null),
    trouble.root,
    progress(answers),
    layout,
    tabs.root,
  );
  // The map measures its container, so everything round it is in place first.
  const map = createMap(canvas, { about, store, answers, stack, setTilesMissing: trouble.setTilesMissing });
  trouble.onRetry(map.retry);
  panel.append(filterPanel(store, about, answers, map.fit));
  side.append(
    cardPanel(store, about, answers, stack),
    placesPanel(store, answers, ({ place }) => {
      if (place !== null) map.flyTo(place);
    }),
  );
  markSelection(answers, map);
  store.watch((view) => view.selection, (selection) => {
    if (selection !== null) tabs.open("places");
  });
  window.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && store.value.selection !== null) store.update({ selection: null });
  });
}

function markSelection(answers: Answers, map: MapView): void {
  answers.card.subscribe(({ value }) => {
    map.mark(value === null ? null : placeOf(value));
  });
}

function placeOf(answer: Card): SelectedPlace | null {
  switch (answer.kind) {
    case "cell":
      return { point: answer.card.centre, outline: answer.card.polygon ?? null };
    case "location":
    case "incident":
      return { point: answer.card.place, outline: null };
    case "area":
      return null;
  }
}
