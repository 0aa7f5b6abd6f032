/** What the page knows of the stored forecasts: the list, the one that is shown, and the record. */

import { getAnalysis } from "../api/jobs";
import type { Forecast, ForecastDetail, ForecastList, RiskCells, RiskLegend, Scores, Transparency } from "../api/forecasts";
import { queryString } from "../state/filter";
import { forecastName, shownParams, withoutRisk } from "../state/forecast";
import type { Store } from "../state/store";
import type { View } from "../state/view";
import { Resource } from "./resource";

export interface Forecasts {
  list: Resource<ForecastList>;
  /** The shown one, with its parameters. */
  shown: Resource<ForecastDetail>;
  legend: Resource<RiskLegend>;
  /** The cells with most risk. */
  top: Resource<RiskCells>;
  scores: Resource<Scores>;
  published: Resource<Transparency>;
  retry: () => void;
}

/** Rows of the list of places. */
const TOP = 20;
/** Ten years of weekly forecasts, and more than any list is read. */
const MOST = 1000;

/** Is there any forecast? `null` as long as nobody knows. */
export function anyForecast({ list }: Forecasts): boolean | null {
  const { value } = list.answer;
  return value === null ? null : value.forecasts.length > 0;
}

/** The one that the view names, else the newest. */
export function shownForecast({ list }: Forecasts, { forecast }: Pick<View, "forecast">): Forecast | null {
  const all = list.answer.value?.forecasts ?? [];
  return all.find(({ id }) => id === forecast.id) ?? all[0] ?? null;
}

/** What a forecast of the list was made of, as a filter's query. */
export function forecastFilter({ list }: Forecasts, wanted: number): string {
  return list.answer.value?.forecasts.find(({ id }) => id === wanted)?.filter ?? "";
}

/** Asks for the list at once, and for the rest when it is shown and there is a forecast. */
export function followForecasts(store: Store<View>): Forecasts {
  const forecasts: Forecasts = {
    list: new Resource(),
    shown: new Resource(),
    legend: new Resource(),
    top: new Resource(),
    scores: new Resource(),
    published: new Resource(),
    retry: () => { ask(store.value, forecasts); },
  };
  ask(store.value, forecasts);
  store.subscribe((view) => { ask(view, forecasts); });
  forecasts.list.subscribe(({ value }) => {
    if (value === null) return;
    const { forecast } = store.value;
    // A link may name a layer that there is nothing to fill with, or a forecast of another ledger.
    if (value.forecasts.length === 0) store.update(withoutRisk(store.value));
    else if (forecast.id !== null && value.forecasts.every(({ id }) => id !== forecast.id)) store.update({ forecast: { ...forecast, id: null } });
    else ask(store.value, forecasts);
  });
  return forecasts;
}

function ask(view: View, forecasts: Forecasts): void {
  load(forecasts.list, "forecasts", [["limit", String(MOST)]]);
  if (anyForecast(forecasts) !== true) return;
  const path = `forecasts/${forecastName(view.forecast)}`;
  const params = shownParams(view.forecast);
  if (view.fill === "risk") load(forecasts.legend, `${path}/legend`, params);
  if (view.side !== "forecasts") return;
  load(forecasts.scores, "scores", []);
  load(forecasts.published, "transparency", []);
  load(forecasts.shown, path, []);
  if (!view.forecast.all) load(forecasts.top, `${path}/risk`, [...params, ["limit", String(TOP)]]);
}

function load<T>(resource: Resource<T>, path: string, params: readonly [string, string][]): void {
  const query = queryString(params);
  resource.load(`${path}?${query}`, (signal, tell) => getAnalysis<T>(path, query, signal, tell));
}
