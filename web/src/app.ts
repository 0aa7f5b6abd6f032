/** Puts the page together: one view, the answers that follow it, and the parts that show them. */

import type { Page } from "./analyses/analysis";
import { type AnalysisAnswer, followAnalysis } from "./analyses/follow";
import { analysesPanel } from "./analyses/panel";
import { analysisOf } from "./analyses/registry";
import type { About } from "./api/types";
import { cardPanel } from "./cards/panel";
import { type Answers, type Card, followView } from "./data/answers";
import { anyForecast, followForecasts } from "./data/forecasts";
import type { Resource } from "./data/resource";
import { el } from "./dom";
import { filterPanel } from "./filters/panel";
import { forecastsPanel } from "./forecasts/panel";
import { legend } from "./legend/legend";
import { layerSwitches } from "./legend/switches";
import { createMap, type MapView } from "./map/map";
import type { SelectedPlace } from "./map/marks";
import { placesPanel } from "./places/table";
import { header, notice } from "./shell/header";
import { outage, progress } from "./shell/outage";
import { sheets } from "./shell/sheets";
import { sideTabs } from "./shell/side";
import { syncHistory } from "./state/history";
import { sideShown } from "./state/forecast";
import { areaOf, selecting } from "./state/layers";
import { readView } from "./state/permalink";
import { Store } from "./state/store";
import { DEFAULT_VIEW, type Side, type Stack, type View } from "./state/view";

export function startApp(root: HTMLElement, about: About): void {
  const store = new Store<View>(withGround(readView(window.location.search)));
  syncHistory(store);
  const answers = followView(store, about);
  const forecasts = followForecasts(store);
  const stack = new Store<Stack>({ incidents: [] });
  const analysis = followAnalysis(store, about);
  const canvas = el("div", { class: "map", id: "map", tabindex: -1 });
  const boxes = el("div", { class: "map-boxes" }, layerSwitches(store, about, forecasts));
  const panel = el("aside", { class: "panel", "aria-label": "Filters" });
  const side = el("aside", { class: "side", "aria-label": "Places, analyses and forecasts" });
  const layout = el("main", { class: "layout" }, panel, el("section", { class: "map-area", "aria-label": "Map" }, canvas, boxes), side);
  const showSide = (wanted: Side): Partial<View> => (anyForecast(forecasts) === false ? { side: wanted } : sideShown(store.value, wanted));
  const tabs = sheets(layout, (sheet) => {
    if (sheet === "places" || sheet === "analyses" || sheet === "forecasts") store.update(showSide(sheet));
  });
  const trouble = outage(answers);
  root.replaceChildren(
    el("a", { class: "skip", href: "#map" }, "Skip to the map"),
    header(store, about, answers),
    ...[notice(about)].filter((part) => part !== null),
    trouble.root,
    progress(answers, analysis),
    layout,
    tabs.root,
  );
  // The map measures its container, so everything round it is in place first.
  const map = createMap(canvas, { about, store, answers, forecasts, stack, setTilesMissing: trouble.setTilesMissing });
  trouble.onRetry(map.retry);
  panel.append(filterPanel(store, about, answers, map.fit));
  const page = pageOf(store, answers, map);
  boxes.append(legend(store, about, answers, analysis, forecasts, page));
  const panels = {
    places: placesPanel(store, answers, ({ place }) => {
      if (place !== null) map.flyTo(place);
    }),
    analyses: analysesPanel(store, about, analysis, page),
    forecasts: forecastsPanel(store, about, forecasts, page),
  };
  side.append(sideTabs(store, panels, showSide), cardPanel(store, about, answers, forecasts, stack), panels.places, panels.analyses, panels.forecasts);
  markSelection(answers, map);
  drawAnalysis(store, analysis, map);
  store.watch((view) => view.selection, (selection) => {
    if (selection !== null) tabs.open(store.value.side);
  });
  window.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && store.value.selection !== null) store.update({ selection: null });
  });
}

/** A link may name a picture of an analysis that has none. */
function withGround(view: View): View {
  const pictured = view.analysis !== null && analysisOf(view.analysis.id).pictured;
  return view.fill === "analysis" && !pictured ? { ...view, fill: DEFAULT_VIEW.fill } : view;
}

/** What the analyses may do to the rest of the page. */
function pageOf(store: Store<View>, answers: Answers, map: MapView): Page {
  return {
    select: (selection) => { store.update(selecting(store.value, selection)); },
    selected: () => store.value.selection,
    go: (to) => {
      if (to.length === 2) map.flyTo(to);
      else map.fit(to);
    },
    goToArea: (id) => { goToArea(answers, map, id); },
    point: map.point,
  };
}

/** Fits an area of the shown layer, as soon as the list of that layer's areas is there. */
function goToArea(answers: Answers, map: MapView, id: string): void {
  const { code } = areaOf(id);
  const find = (): boolean => {
    const { bbox } = answers.areaList.answer.value?.features.find(({ properties }) => properties.code === code) ?? {};
    if (bbox !== undefined) map.fit(bbox);
    return bbox !== undefined;
  };
  if (find()) return;
  let stop: () => void = () => undefined;
  stop = answers.areaList.subscribe(({ value, loading }) => {
    if (value !== null && !loading) {
      find();
      stop();
    }
  });
}

/** The picture of the open analysis, as long as it fills the ground. */
function drawAnalysis(store: Store<View>, analysis: Resource<AnalysisAnswer>, map: MapView): void {
  const draw = (): void => {
    const { value } = analysis.answer;
    const { fill, selection } = store.value;
    const picture = value === null || fill !== "analysis" ? null : (analysisOf(value.id).picture?.(value.result, value.asked, value.params) ?? null);
    map.picture(picture, value?.key ?? "", selection);
  };
  analysis.subscribe(draw);
  store.watch((view) => [view.fill, view.selection], draw);
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
    case "risk":
      return { point: null, outline: answer.card.polygon };
    case "area":
      return null;
  }
}
