/** Where next: the record first, then the forecast on the map, the places where it expects most, and how it was made. */

import type { Page } from "../analyses/analysis";
import { waiting } from "../analyses/wait";
import type { About } from "../api/types";
import { anyForecast, type Forecasts, shownForecast } from "../data/forecasts";
import type { Answer } from "../data/resource";
import { button, el, refill, select } from "../dom";
import { filterQuery } from "../state/filter";
import { withForecast } from "../state/forecast";
import type { Store } from "../state/store";
import type { ForecastSettings, View } from "../state/view";
import { failed, loading } from "../shell/states";
import { aboutForecast } from "./about";
import { documentLinks } from "./documents";
import { kinds, ledgerPage } from "./ledger";
import { forecastList, type ListActs } from "./list";
import { noForecast } from "./none";
import { topPlaces } from "./places";
import { recordParts } from "./record";
import { modelSwitch, shiftChoice, shownHead } from "./shown";
import { kindOf } from "./words";

/** What the parts of the panel read and change. */
interface Context {
  store: Store<View>;
  forecasts: Forecasts;
  page: Page;
}

/** An answer of whatever shape, as far as a part must know when to be drawn again. */
interface Watched {
  answer: { loading: boolean };
  subscribe(listener: () => void): () => void;
}

export function forecastsPanel(store: Store<View>, about: About, forecasts: Forecasts, page: Page): HTMLElement {
  const context: Context = { store, forecasts, page };
  const part = (name: string, answers: Watched[], draw: (context: Context) => Node[]): HTMLElement => livePart(name, context, answers, draw);
  const one = el(
    "article",
    { class: "analysis" },
    el("h2", { class: "visually-hidden" }, "Where next"),
    part("kind", [], kind),
    part("record", [forecasts.scores], record),
    part("shown", [], shown),
    part("places-most", [forecasts.top], places),
    part("stored", [], stored),
    part("made", [forecasts.shown, forecasts.published], made),
  );
  const all = el("article", { class: "analysis" }, part("ledger", [forecasts.scores, forecasts.published], ledger));
  const state = el("div");
  const root = el("section", { class: "forecasts", "aria-label": "Where next" }, state, one, all);
  const draw = (): void => {
    const there = anyForecast(forecasts) === true;
    one.hidden = !there || store.value.forecast.all;
    all.hidden = !there || !store.value.forecast.all;
    const { answer } = forecasts.list;
    state.replaceChildren(...answered(answer, "the forecasts", forecasts.retry, () => (there ? [] : [noForecast(about, () => { forecasts.list.again(); })])));
  };
  forecasts.list.subscribe(draw);
  store.watch((view) => view.forecast.all, draw);
  store.watch((view) => [view.forecast.all, view.forecast.id], () => { root.scrollTop = 0; });
  return root;
}

/** A part of the panel, drawn anew with each of its answers and each change of what is shown. */
function livePart(name: string, context: Context, answers: readonly Watched[], draw: (context: Context) => Node[]): HTMLElement {
  const { store, forecasts } = context;
  const box = el("div", { class: `forecast-part ${name}` });
  const redraw = (): void => {
    if (anyForecast(forecasts) !== true) return;
    box.setAttribute("aria-busy", String(answers.some(({ answer }) => answer.loading)));
    refill(box, ...draw(context));
  };
  for (const watched of [forecasts.list, ...answers]) watched.subscribe(redraw);
  store.watch((view) => [view.forecast, view.fill, view.filter], redraw);
  return box;
}

function change({ store }: Context, settings: Partial<ForecastSettings>): void {
  store.update({ forecast: { ...store.value.forecast, ...settings } });
}

function listActs({ store, forecasts }: Context): ListActs {
  return { show: (id) => { store.update(withForecast(store.value, id)); }, shown: shownForecast(forecasts, store.value)?.id ?? null };
}

const today = (): string => new Date().toISOString().slice(0, 10);

/** Where forecasts are of more than one kind: which of them the panel is about. Its newest is shown. */
function kind(context: Context): Node[] {
  const { store, forecasts } = context;
  const chosen = shownForecast(forecasts, store.value);
  const newest = kinds(forecasts.list.answer.value?.forecasts ?? []).flatMap(([first]) => first ?? []);
  if (chosen === null || newest.length < 2) return [];
  const names = newest.map((forecast) => [forecast.series, kindOf(forecast)] as const);
  const choose = (series: string): void => {
    const wanted = newest.find((forecast) => forecast.series === series);
    if (wanted !== undefined) listActs(context).show(wanted.id);
  };
  return [select("Forecasts of", names, chosen.series, choose)];
}

function record(context: Context): Node[] {
  const { store, forecasts } = context;
  const forecast = shownForecast(forecasts, store.value);
  return answered(forecasts.scores.answer, "the record", forecasts.retry, ({ series }) => {
    const own = series.find(({ key }) => key === forecast?.series);
    if (own === undefined) return [el("p", { class: "finding-statement" }, "No forecast like this one is scored yet.")];
    return recordParts(own, store.value.forecast.coverage, {
      chooseCoverage: (coverage) => { change(context, { coverage }); },
      showAll: () => { change(context, { all: true }); },
    });
  });
}

function shown(context: Context): Node[] {
  const { store, forecasts } = context;
  const { forecast: settings, fill, filter } = store.value;
  const forecast = shownForecast(forecasts, store.value);
  if (forecast === null) return [];
  const set = (settings: Partial<ForecastSettings>): void => { change(context, settings); };
  const back = button("Show it on the map", { class: "plain small" }, () => { store.update({ fill: "risk" }); });
  return [
    ...shownHead(forecast),
    modelSwitch(forecast, settings, set),
    ...(fill === "risk" ? [] : [back]),
    shiftChoice(forecast, settings, set),
    ...(filterQuery(filter) === "" ? [] : [el("p", { class: "note" }, "The filter does not change a stored forecast.")]),
  ];
}

function places({ store, forecasts, page }: Context): Node[] {
  const forecast = shownForecast(forecasts, store.value);
  if (forecast === null) return [];
  return [
    el("h3", {}, "Where most is expected"),
    ...answered(forecasts.top.answer, "the places", forecasts.retry, (cells) => [topPlaces(cells, forecast, store.value.forecast.plain, page)]),
  ];
}

function stored(context: Context): Node[] {
  const { store, forecasts } = context;
  const series = shownForecast(forecasts, store.value)?.series;
  const own = forecasts.list.answer.value?.forecasts.filter((forecast) => forecast.series === series) ?? [];
  return [el("h3", {}, "Stored forecasts"), forecastList(own, listActs(context), today())];
}

function made({ forecasts }: Context): Node[] {
  return answered(forecasts.shown.answer, "the forecast", forecasts.retry, (forecast) => {
    return [aboutForecast(forecast, documentLinks(forecasts.published.answer.value, forecast))];
  });
}

function ledger(context: Context): Node[] {
  const { store, forecasts } = context;
  const { value } = forecasts.list.answer;
  if (value === null || !store.value.forecast.all) return [];
  const record = { list: value, scores: forecasts.scores.answer.value, published: forecasts.published.answer.value };
  const back = (): void => { change(context, { all: false }); };
  return ledgerPage(record, store.value.forecast, listActs(context), today(), back);
}

/** What an answer says, or that it is awaited or failed. */
function answered<T>({ value, error, job }: Answer<T>, what: string, retry: () => void, show: (value: T) => Node[]): Node[] {
  if (error !== null) return [failed(error, retry)];
  if (value === null) return [job === null ? loading(what) : el("p", { class: "state loading", role: "status" }, waiting(job.doneFraction))];
  return show(value);
}
