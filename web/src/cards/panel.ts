/** The card of what is selected on the map or in the table. */

import type { About, AreaProperties } from "../api/types";
import type { Answers, Card, CardSelection } from "../data/answers";
import { button, el } from "../dom";
import { count } from "../format";
import { failed, loading } from "../shell/states";
import { areaOf, mainLayer } from "../state/layers";
import type { Store } from "../state/store";
import type { Selection, Stack, View } from "../state/view";
import { areaCard } from "./area";
import { cellCard } from "./cell";
import { incidentCard } from "./incident";
import { locationCard } from "./location";
import { monthsWithin } from "./spark";

const KIND_NAMES: Record<CardSelection["kind"], string> = {
  cell: "Cell",
  location: "Repeat location",
  incident: "Incident",
  area: "Area",
};

export function cardPanel(store: Store<View>, about: About, answers: Answers, stack: Store<Stack>): HTMLElement {
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

  answers.card.subscribe(({ value, loading: waiting, error }) => {
    const { selection } = store.value;
    if (selection === null || selection.kind === "finding") {
      root.hidden = true;
      return;
    }
    root.hidden = false;
    kind.textContent = KIND_NAMES[selection.kind];
    root.setAttribute("aria-busy", String(waiting));
    actions.replaceChildren(...cardActions(store, selection, stack.value));
    if (error !== null) {
      title.textContent = selection.id;
      body.replaceChildren(failed(error, answers.retry));
    } else if (value?.kind === selection.kind) {
      const area = areaProperties(answers, selection);
      title.textContent = cardTitle(value, area, selection, mainLayer(about)?.name);
      body.replaceChildren(...contents(value, area, { store, about, answers, select }));
    } else {
      title.textContent = "";
      body.replaceChildren(loading("the card"));
    }
  });
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

function cardTitle(value: Card, area: AreaProperties | null, { id }: Selection, layer: string | undefined): string {
  switch (value.kind) {
    case "cell":
      return `Hexagon in ${value.card.areas[layer ?? ""] ?? "the study area"}`;
    case "location":
      return value.card.label;
    case "incident":
      return value.card.label;
    case "area":
      return area?.name ?? areaOf(id).code;
  }
}

interface Surroundings {
  store: Store<View>;
  about: About;
  answers: Answers;
  select: (selection: Selection) => void;
}

function contents(value: Card, area: AreaProperties | null, { store, about, answers, select }: Surroundings): HTMLElement[] {
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
  }
}

function cardActions(store: Store<View>, selection: Selection, stack: Stack): HTMLElement[] {
  if (selection.kind === "area") return [onlyHere(store, selection.id)];
  return selection.kind === "incident" ? steps(store, selection.id, stack) : [];
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
