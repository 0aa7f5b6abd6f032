/** Hours and weekdays: the picture to drag over, and selects that can also run over midnight. */

import type { About, Summary } from "../api/types";
import type { Answers } from "../data/answers";
import { button, el } from "../dom";
import { DAY_NAMES, DAY_SHORT, percent, week as weekText } from "../format";
import { type Day, DAYS, type HourRange, slotSelected } from "../state/filter";
import type { Store } from "../state/store";
import type { View } from "../state/view";
import { section } from "./section";
import { type SlotRange, weekGrid } from "./week-grid";

/** Over this share of unknown hours the picture says so. */
const WORTH_SAYING_FRACTION = 0.05;

/** Hours and days of a dragged rectangle; the whole of either is no condition. */
export function rangeToFilter({ day, hour }: SlotRange): { hours: HourRange | null; days: Day[] } {
  const [firstDay, lastDay] = [Math.min(...day), Math.max(...day)];
  const [from, to] = [Math.min(...hour), Math.max(...hour) + 1];
  return {
    hours: from === 0 && to === 24 ? null : { from, to },
    days: firstDay === 0 && lastDay === 6 ? [] : DAYS.slice(firstDay, lastDay + 1),
  };
}

/** What to say of incidents whose hour nobody knows; `null` when it is not worth a line. */
export function unknownHours(total: number, unknown: number): string | null {
  if (total === 0 || unknown / total < WORTH_SAYING_FRACTION) return null;
  return `The hour is not known for ${percent(unknown / total)} of these incidents; they are not in this picture.`;
}

export function weekFilter(store: Store<View>, about: About, answers: Answers): HTMLElement {
  const set = (change: Partial<{ hours: HourRange | null; days: readonly Day[] }>): void => {
    store.update({ filter: { ...store.value.filter, ...change } });
  };
  const { root, body, setState } = section("Hours and weekdays", true, () => { set({ hours: null, days: [] }); });
  const grid = weekGrid("Incidents by hour and weekday; drag, or Shift and arrows, to choose", (range) => {
    set(rangeToFilter(range));
  });
  const note = el("p", { class: "note" });
  const controls = hourControls(store, set);
  const known = el("div", {}, grid.root, controls.root);
  body.append(known, note);

  const show = (summary: Summary): void => {
    const unknown = summary.total > 0 && summary.hours_unknown >= summary.total;
    known.hidden = unknown;
    note.textContent = unknown
      ? "Hours are not known in this data: it gives a month, not a time."
      : (unknownHours(summary.total, summary.hours_unknown) ?? "");
    note.hidden = note.textContent === "";
    grid.setCounts(summary.hour_of_week);
  };
  answers.facets.week.subscribe(({ value }) => {
    if (value !== null) show(value);
  });
  store.watch(({ filter: { hours, days } }) => ({ hours, days }), () => {
    const { filter } = store.value;
    grid.setSelected((day, hour) => slotSelected(filter, day, hour));
    controls.update();
    setState(weekText(filter));
  });
  if (about.hours_known_fraction === 0) known.hidden = true;
  return root;
}

function hourControls(store: Store<View>, set: (change: Partial<{ hours: HourRange | null; days: readonly Day[] }>) => void): { root: HTMLElement; update: () => void } {
  const dayButtons = DAYS.map((day, index) =>
    button(DAY_SHORT[index] ?? day, { class: "plain small", "aria-label": DAY_NAMES[index] }, () => {
      const { days } = store.value.filter;
      const next = days.includes(day) ? days.filter((other) => other !== day) : [...days, day];
      set({ days: next.length === 7 ? [] : DAYS.filter((other) => next.includes(other)) });
    }),
  );
  const from = hourSelect("From", 0, 23);
  const to = hourSelect("To", 1, 24);
  const change = (): void => {
    const range = { from: Number(from.control.value), to: Number(to.control.value) };
    const whole = (range.from === 0 && range.to === 24) || range.from === range.to;
    set({ hours: whole ? null : range });
  };
  from.control.addEventListener("change", change);
  to.control.addEventListener("change", change);
  const root = el(
    "div",
    { class: "week-controls" },
    el("div", { class: "presets days", role: "group", "aria-label": "Weekdays" }, ...dayButtons),
    el("div", { class: "exact-days" }, from.root, to.root),
  );
  return {
    root,
    update: () => {
      const { hours, days } = store.value.filter;
      for (const [index, element] of dayButtons.entries()) {
        const day = DAYS[index];
        element.setAttribute("aria-pressed", String(day !== undefined && days.includes(day)));
      }
      from.control.value = String(hours?.from ?? 0);
      to.control.value = String(hours?.to ?? 24);
    },
  };
}

function hourSelect(label: string, first: number, last: number): { root: HTMLElement; control: HTMLSelectElement } {
  const control = el("select");
  for (let hour = first; hour <= last; hour += 1) control.append(el("option", { value: hour }, `${String(hour).padStart(2, "0")}:00`));
  return { root: el("label", { class: "field" }, el("span", {}, label), control), control };
}
