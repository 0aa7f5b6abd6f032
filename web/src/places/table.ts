/** The ranked table of repeat locations, tied to the map. */

import type { RepeatLocation, RepeatLocations } from "../api/types";
import type { Answers } from "../data/answers";
import { el, select } from "../dom";
import { count, day, month, percent, plural } from "../format";
import { empty, failed, loading } from "../shell/states";
import type { Store } from "../state/store";
import type { RepeatsBy, View } from "../state/view";
import { concentration } from "./concentration";

const BY: readonly (readonly [RepeatsBy, string])[] = [
  ["key", "Same location as recorded"],
  ["point", "Same point on the map"],
  ["cluster", "Within a radius"],
];

export function placesPanel(store: Store<View>, answers: Answers, focus: (item: RepeatLocation) => void): HTMLElement {
  const summary = el("div", { class: "places-summary" });
  const note = el("p", { class: "note snapped" });
  const body = el("div", { class: "places-body" });
  const root = el("section", { class: "places", "aria-label": "Repeat locations" }, el("header", {}, el("h2", {}, "Repeat locations"), controls(store)), summary, note, body);

  answers.repeats.subscribe(({ value, loading: waiting, error }) => {
    root.setAttribute("aria-busy", String(waiting));
    note.hidden = value?.items.some((item) => item.snapped) !== true;
    note.textContent = "A map point is a street, not an address.";
    if (error !== null) {
      summary.replaceChildren();
      body.replaceChildren(failed(error, answers.retry));
    } else if (value === null) {
      body.replaceChildren(loading("repeat locations"));
    } else {
      summary.replaceChildren(...(value.items.length === 0 ? [] : [concentration(value)]));
      body.replaceChildren(value.items.length === 0 ? nothing(value, store) : table(value, store, focus));
      highlight(body, store.value);
    }
  });
  store.watch((view) => view.selection, () => {
    highlight(body, store.value);
  });
  return root;
}

function controls(store: Store<View>): HTMLElement {
  const set = (change: Partial<View["repeats"]>): void => {
    store.update({ repeats: { ...store.value.repeats, ...change } });
  };
  const box = el("div", { class: "places-controls" });
  store.watch((view) => view.repeats, ({ by, radiusM }) => {
    const radii = [...new Set([25, 50, 100, 200, radiusM])].sort((a, b) => a - b);
    box.replaceChildren(
      select<RepeatsBy>("A location is", BY, by, (chosen) => { set({ by: chosen }); }),
      ...(by === "cluster" ? [select("Radius", radii.map((metres) => [String(metres), `${metres} m`] as const), String(radiusM), (metres) => { set({ radiusM: Number(metres) }); })] : []),
    );
  });
  return box;
}

function nothing({ incidents }: RepeatLocations, store: Store<View>): HTMLElement {
  return incidents === 0
    ? empty("No incidents pass the filter.")
    : empty(`No location has ${plural(store.value.repeats.minCount, "incident")} or more under this filter.`);
}

function table({ items, total, method }: RepeatLocations, store: Store<View>, focus: (item: RepeatLocation) => void): HTMLElement {
  const head = el(
    "thead",
    {},
    el("tr", {}, el("th", { scope: "col" }, el("abbr", { title: "Rank" }, "#")), el("th", { scope: "col" }, "Location"), el("th", { scope: "col", class: "number" }, "Incidents"), el("th", { scope: "col", class: "number last" }, "Share")),
  );
  const rows = el("tbody", {}, ...items.map((item) => tableRow(item, store, focus)));
  rows.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const buttons = [...rows.querySelectorAll<HTMLElement>(".row-button")];
    const at = buttons.findIndex((other) => other === document.activeElement);
    if (step === undefined || at === -1) return;
    event.preventDefault();
    buttons[at + step]?.focus();
  });
  const caption = el("caption", {}, total > items.length ? `First ${count(items.length)} of ${count(total)}. ${method}.` : `${count(total)} in all. ${method}.`);
  return el("table", { class: "places-table" }, caption, head, rows);
}

function tableRow(item: RepeatLocation, store: Store<View>, focus: (item: RepeatLocation) => void): HTMLElement {
  const open = el("button", { type: "button", class: "row-button", title: item.label }, el("span", { class: "row-text" }, item.label));
  const choose = (): void => {
    store.update({ selection: { kind: "location", id: item.id } });
    focus(item);
  };
  const row = el(
    "tr",
    { "data-id": item.id },
    el("td", { class: "rank" }, count(item.rank)),
    el("td", { class: "place" }, open, el("span", { class: "quiet" }, `${item.top_category} · last ${item.distinct_days === null ? month(item.last) : day(item.last)}`)),
    el("td", { class: "number" }, count(item.count)),
    el("td", { class: "number last" }, percent(item.share)),
  );
  row.addEventListener("click", choose);
  return row;
}

function highlight(body: HTMLElement, { selection }: View): void {
  const wanted = selection?.kind === "location" ? selection.id : null;
  for (const row of body.querySelectorAll<HTMLElement>("tbody tr")) {
    const chosen = row.dataset.id === wanted;
    row.classList.toggle("selected", chosen);
    if (chosen) {
      row.setAttribute("aria-current", "true");
      row.scrollIntoView({ block: "nearest" });
    } else {
      row.removeAttribute("aria-current");
    }
  }
}
