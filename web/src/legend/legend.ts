/** What the colours and marks on the map mean: unit, window and method of every layer that is on. */

import { analysisOf } from "../analyses/registry";
import type { About } from "../api/types";
import type { Answers } from "../data/answers";
import type { Forecasts } from "../data/forecasts";
import { el } from "../dom";
import type { Store } from "../state/store";
import type { View } from "../state/view";
import type { AnalysisAnswer } from "../analyses/follow";
import type { Page } from "../analyses/analysis";
import type { Resource } from "../data/resource";
import { analysisLegend } from "./analysis";
import { areaLegend } from "./areas";
import { densityLegend } from "./density";
import { markLegend } from "./marks";
import { riskLegend } from "./risk";

export function legend(store: Store<View>, about: About, answers: Answers, analysis: Resource<AnalysisAnswer>, forecasts: Forecasts, page: Page): HTMLElement {
  const density = densityLegend(store, answers);
  const areas = areaLegend(store, about, answers);
  const found = analysisLegend(analysis, page);
  const risk = riskLegend(store, forecasts);
  const marks = markLegend(store, about, answers);
  const root = el("section", { class: "map-box legend", "aria-label": "Legend" }, density, areas, found, risk, marks);
  store.watch((view) => [view.fill, view.overlays, view.analysis], () => {
    density.hidden = store.value.fill !== "density";
    areas.hidden = store.value.fill !== "areas";
    const { fill, analysis: open } = store.value;
    found.hidden = fill !== "analysis" || open === null || !analysisOf(open.id).pictured;
    risk.hidden = fill !== "risk";
    root.hidden = found.hidden && risk.hidden && density.hidden && areas.hidden && marks.hidden;
  });
  return root;
}
