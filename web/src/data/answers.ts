/** Every answer that the page shows, asked again when the view's part that it depends on changes. */

import type { RiskPoint } from "../api/forecasts";
import { getAnalysis } from "../api/jobs";
import type { About, AreaCollection, CellCard, ClassLegend, Incident, RepeatLocationCard, RepeatLocations, Summary } from "../api/types";
import { type Facet, type Filter, filterParams, filterQuery, queryString, without } from "../state/filter";
import { placeOf, riskPointParams } from "../state/forecast";
import { shownLayer } from "../state/layers";
import type { Store } from "../state/store";
import { densityParams, repeatParams, type Selection, type View } from "../state/view";
import { Resource } from "./resource";

/** A selection that has a card. */
export type CardSelection = Exclude<Selection, { kind: "finding" }>;

/** What a selection's card shows. */
export type Card =
  | { kind: "cell"; card: CellCard }
  | { kind: "location"; card: RepeatLocationCard }
  | { kind: "incident"; card: Incident }
  | { kind: "area"; summary: Summary }
  | { kind: "risk"; card: RiskPoint };

export interface Answers {
  /** Under the whole filter. */
  summary: Resource<Summary>;
  /** Under the filter without the facet's own conditions, so that what is not chosen still shows. */
  facets: Record<Facet, Resource<Summary>>;
  density: Resource<ClassLegend>;
  areas: Resource<ClassLegend>;
  /** Areas of the shown layer, counted without the area filter. */
  areaList: Resource<AreaCollection>;
  repeats: Resource<RepeatLocations>;
  card: Resource<Card>;
  /** Asks again what failed. */
  retry: () => void;
}

export const REPEAT_PAGE = 50;

function ask<T>(resource: Resource<T>, path: string, query: string): void {
  resource.load(`${path}?${query}`, (signal, tell) => getAnalysis<T>(path, query, signal, tell));
}

const FACETS: readonly Facet[] = ["category", "dates", "week", "area", "source"];

/** Starts asking, and asks on as the view changes. */
export function followView(store: Store<View>, about: About): Answers {
  const answers: Answers = {
    summary: new Resource(),
    facets: { category: new Resource(), dates: new Resource(), week: new Resource(), area: new Resource(), source: new Resource() },
    density: new Resource(),
    areas: new Resource(),
    areaList: new Resource(),
    repeats: new Resource(),
    card: new Resource(),
    retry: () => {
      askAll(store.value, about, answers);
    },
  };
  askAll(store.value, about, answers);
  store.subscribe((view) => {
    askAll(view, about, answers);
  });
  return answers;
}

function askAll(view: View, about: About, answers: Answers): void {
  const own = filterParams(view.filter);
  askSummaries(view.filter, answers);
  if (view.fill === "density" || view.overlays.includes("contours")) {
    ask(answers.density, "density/legend", queryString([...own, ...densityParams(view.density)]));
  }
  const layer = shownLayer(about, view.areas.layer)?.name;
  if (layer !== undefined) {
    const path = `areas/${encodeURIComponent(layer)}`;
    if (view.fill === "areas") ask(answers.areas, `${path}/legend`, queryString([...own, ["measure", view.areas.measure]]));
    ask(answers.areaList, path, queryString([...filterParams(without(view.filter, "area")), ["geometry", "none"]]));
  }
  ask(answers.repeats, "repeat-locations", queryString([...own, ...repeatParams(view.repeats), ["limit", String(REPEAT_PAGE)]]));
  askCard(view, answers.card);
}

function askSummaries(filter: Filter, { summary, facets }: Answers): void {
  const load = (resource: Resource<Summary>, query: string): void => {
    resource.load(query, () => sharedSummary(query));
  };
  load(summary, filterQuery(filter));
  for (const facet of FACETS) load(facets[facet], filterQuery(without(filter, facet)));
}

const underway = new Map<string, Promise<Summary>>();

/** One request for all who ask the same at once; never aborted, because another may still wait for it. */
function sharedSummary(query: string): Promise<Summary> {
  const pending = underway.get(query);
  if (pending !== undefined) return pending;
  const asked = getAnalysis<Summary>("summary", query, new AbortController().signal, () => undefined).finally(() => underway.delete(query));
  underway.set(query, asked);
  return asked;
}

function askCard(view: View, card: Resource<Card>): void {
  const { selection } = view;
  if (selection === null || selection.kind === "finding") {
    card.clear();
    return;
  }
  const { path, query } = cardAddress(view, selection);
  card.load(`${path}?${query}`, async (signal, tell) => {
    switch (selection.kind) {
      case "cell":
        return { kind: "cell", card: await getAnalysis<CellCard>(path, query, signal, tell) };
      case "location":
        return { kind: "location", card: await getAnalysis<RepeatLocationCard>(path, query, signal, tell) };
      case "incident":
        return { kind: "incident", card: await getAnalysis<Incident>(path, query, signal, tell) };
      case "area":
        return { kind: "area", summary: await getAnalysis<Summary>(path, query, signal, tell) };
      case "risk":
        return { kind: "risk", card: await getAnalysis<RiskPoint>(path, query, signal, tell) };
    }
  });
}

function cardAddress(view: View, { kind, id }: CardSelection): { path: string; query: string } {
  const { filter, density, repeats } = view;
  const own = filterParams(filter);
  switch (kind) {
    case "cell":
      return { path: `cells/${encodeURIComponent(id)}`, query: queryString([...own, ...densityParams(density)]) };
    case "location":
      return { path: `repeat-locations/${encodeURIComponent(id)}`, query: queryString([...own, ...repeatParams(repeats)]) };
    case "incident":
      return { path: `incidents/${encodeURIComponent(id)}`, query: "" };
    case "area":
      return { path: "summary", query: filterQuery({ ...filter, areas: [id] }) };
    case "risk":
      return { path: "risk", query: queryString(riskPointParams(view, placeOf(id) ?? [0, 0])) };
  }
}
