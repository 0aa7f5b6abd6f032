/** The card of what is selected on the map or in the table. */

import type { About, AreaProperties } from "../api/types";
import { waiting as computing } from "../analyses/wait";
import type { Answers, Card, CardSelection } from "../data/answers";
import { anyForecast, forecastFilter, type Forecasts } from "../data/forecasts";
import { button, el } from "../dom";
import { count } from "../format";
import { failed, loading } from "../shell/states";
import { riskAt, sideShown } from "../state/forecast";
import { areaOf, mainLayer } from "../state/layers";
import type { Store } from "../state/store";
import type { Selection, Stack, View } from "../state/view";
import { areaCard } from "./area";
import { cellCard } from "./cell";
import { incidentCard } from "./incident";
import { locationCard } from "./location";
import { riskCard, riskTitle } from "./risk";
import { monthsWithin } from "./spark";

const KIND_NAMES: Record<CardSelection["kind"], string> = {
  cell: "Cell",
  location: "Repeat location",
  incident: "Incident",
  area: "Area",
  risk: "Where next",
};

export function cardPanel(store: Store<View>, about: About, answers: Answers, forecasts: Forecasts, stack: Store<Stack>): HTMLElement {
  const kind = el("p", { class: "card-kind" });
  const title = el("h2", { class: "card-title" });
  const close = button("×", { class: "icon", "aria-label": "Close the card" }, () => {
    store.update({ selection: null });
  });
  const actions = el("div", { class: "card-actions" });
  const body = el("div", { class: "card-body" });
  const root = el("section", { class: "card", "aria-label": "Selected", hidden: true }, el("header", {}, el("div", {}, kind, title), close), actions, body);
  const select = (selection: Selection): void => {
    store.update({ selection });
  };

  const draw = (): void => {
    const { value, loading: waiting, error, job } = answers.card.answer;
    const { selection } = store.value;
    if (selection === null || selection.kind === "finding") {
      root.hidden = true;
      return;
    }
    root.hidden = false;
    kind.textContent = KIND_NAMES[selection.kind];
    root.setAttribute("aria-busy", String(waiting));
    actions.replaceChildren(...cardActions(store, selection, stack.value), ...expectedHere(store, forecasts, value));
    if (error !== null) {
      title.textContent = selection.kind === "risk" ? "This place" : selection.id;
      body.replaceChildren(failed(error, answers.retry));
    } else if (value?.kind === selection.kind) {
      const area = areaProperties(answers, selection);
      title.textContent = cardTitle(value, area, selection, about);
      body.replaceChildren(...contents(value, area, { store, about, answers, forecasts, select }));
    } else {
      title.textContent = "";
      body.replaceChildren(job === null ? loading("the card") : el("p", { class: "state loading", role: "status" }, computing(job.doneFraction)));
    }
  };
  answers.card.subscribe(draw);
  // A card of a link may come before the forecasts that it refers to.
  forecasts.list.subscribe(draw);
  store.watch((view) => view.selection, () => {
    root.scrollTop = 0;
  });
  return root;
}

function areaProperties(answers: Answers, { kind, id }: Selection): AreaProperties | null {
  if (kind !== "area") return null;
  const { code } = areaOf(id);
  return answers.areaList.answer.value?.features.find(({ properties }) => properties.code === code)?.properties ?? null;
}

function cardTitle(value: Card, area: AreaProperties | null, { id }: Selection, about: About): string {
  switch (value.kind) {
    case "cell":
      return `Hexagon in ${value.card.areas[mainLayer(about)?.name ?? ""] ?? "the study area"}`;
    case "location":
      return value.card.label;
    case "incident":
      return value.card.label;
    case "area":
      return area?.name ?? areaOf(id).code;
    case "risk":
      return riskTitle(value.card, about);
  }
}

interface Surroundings {
  store: Store<View>;
  about: About;
  answers: Answers;
  forecasts: Forecasts;
  select: (selection: Selection) => void;
}

function contents(value: Card, area: AreaProperties | null, { store, about, answers, forecasts, select }: Surroundings): HTMLElement[] {
  const { filter } = store.value;
  switch (value.kind) {
    case "cell":
      return cellCard(value.card, monthsWithin(value.card.by_month, filter), answers.density.answer.value?.unit ?? "incidents per km²", about.snapped_fraction > 0.5, (id) => {
        // A cell names its locations by their keys, whatever the table ranks at the moment.
        store.update({ selection: { kind: "location", id }, repeats: { ...store.value.repeats, by: "key" } });
      });
    case "location":
      return locationCard(value.card, monthsWithin(value.card.by_month, filter), (id) => {
        select({ kind: "incident", id });
      });
    case "incident":
      return incidentCard(value.card);
    case "area":
      return areaCard(value.summary, monthsWithin(value.summary.by_month, filter), area);
    case "risk":
      return riskCard(value.card, { filter: forecastFilter(forecasts, value.card.forecast), view: store.value, follow: (to) => { store.update(to); } });
  }
}

function cardActions(store: Store<View>, selection: Selection, stack: Stack): HTMLElement[] {
  if (selection.kind === "area") return [onlyHere(store, selection.id)];
  return selection.kind === "incident" ? steps(store, selection.id, stack) : [];
}

/** From a place to what is expected there, when there is a forecast to ask. */
function expectedHere(store: Store<View>, forecasts: Forecasts, card: Card | null): HTMLElement[] {
  const place = card?.kind === "cell" ? card.card.centre : card?.kind === "location" ? card.card.place : null;
  if (place === null || anyForecast(forecasts) !== true) return [];
  return [button("What is expected here", { class: "plain small" }, () => { store.update({ ...sideShown(store.value, "forecasts"), selection: riskAt(place) }); })];
}

function onlyHere(store: Store<View>, id: string): HTMLElement {
  const { areas } = store.value.filter;
  const only = areas.length === 1 && areas[0] === id;
  return button(only ? "Count everywhere again" : "Count only this area", { class: "plain small" }, () => {
    store.update({ filter: { ...store.value.filter, areas: only ? [] : [id] } });
  });
}

/** From one incident of a point to the next. */
function steps(store: Store<View>, id: string, { incidents }: Stack): HTMLElement[] {
  const at = incidents.indexOf(id);
  if (at === -1 || incidents.length < 2) return [];
  const step = (label: string, name: string, by: number): HTMLElement => {
    const to = incidents[at + by];
    return button(label, { class: "plain small", "aria-label": name, disabled: to === undefined }, () => {
      if (to !== undefined) store.update({ selection: { kind: "incident", id: to } });
    });
  };
  return [step("‹", "Later incident", -1), el("span", {}, `${count(at + 1)} of ${count(incidents.length)} at this point`), step("›", "Earlier incident", 1)];
}
