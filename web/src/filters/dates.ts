/** Dates: the histogram of months, exact days, and the latest months at a press. */

import type { About, DateSpan } from "../api/types";
import type { Answers } from "../data/answers";
import { button, el } from "../dom";
import { day, parseDay, shiftDays, shiftMonths, windowOf } from "../format";
import type { Store } from "../state/store";
import type { View } from "../state/view";
import { Histogram, type SetDates } from "./histogram";
import { section } from "./section";

export function dateFilter(store: Store<View>, about: About, answers: Answers): HTMLElement {
  const set: SetDates = (from, to) => {
    store.update({ filter: { ...store.value.filter, from, to } });
  };
  const { root, body, setState } = section("Dates", true, () => { set(null, null); });
  if (about.span === null) return root;
  const histogram = new Histogram(about.span, set);
  const exact = exactDays(about.span, set);
  body.append(histogram.root, exact.root, presets(about.span, set));
  answers.facets.dates.subscribe(({ value }) => {
    if (value !== null) histogram.setCounts(value.by_month);
  });
  store.watch(({ filter: { from, to } }) => ({ from, to }), ({ from, to }) => {
    histogram.setSpan(from, to);
    exact.set(from, to);
    setState(from === null && to === null ? null : windowOf({ from, to }, about.span));
  });
  return root;
}

/** Two fields that show and read days as they are written in Britain, whatever the browser's own language. */
function exactDays(span: DateSpan, set: SetDates): { root: HTMLElement; set: SetDates } {
  const lastDay = shiftDays(span.to, -1);
  const first = el("input", { type: "text", autocomplete: "off", spellcheck: "false" });
  const last = el("input", { type: "text", autocomplete: "off", spellcheck: "false" });
  const problem = el("p", { class: "problem", role: "alert", hidden: true });
  const change = (): void => {
    const read = [parseDay(first.value), parseDay(last.value)] as const;
    const said =
      read[0] === null || read[1] === null ? "Write a day like 1 Mar 2021 or 01/03/2021."
      : read[0] > read[1] ? "The last day is before the first."
      : "";
    problem.textContent = said;
    problem.hidden = said === "";
    for (const [index, input] of [first, last].entries()) input.setAttribute("aria-invalid", String(said !== "" && (read[index] === null || read.every((day) => day !== null))));
    if (said !== "" || read[0] === null || read[1] === null) return;
    set(read[0] <= span.from ? null : read[0], read[1] >= lastDay ? null : shiftDays(read[1], 1));
  };
  first.addEventListener("change", change);
  last.addEventListener("change", change);
  const root = el(
    "div",
    {},
    el("div", { class: "exact-days" }, el("label", { class: "field" }, el("span", {}, "First day"), first), el("label", { class: "field" }, el("span", {}, "Last day"), last)),
    problem,
  );
  return {
    root,
    set: (from, to) => {
      first.value = day(from ?? span.from);
      last.value = day(to === null ? lastDay : shiftDays(to, -1));
      problem.hidden = true;
      for (const input of [first, last]) input.setAttribute("aria-invalid", "false");
    },
  };
}

/** The latest whole months, counted back from the data's end. */
function presets(span: DateSpan, set: SetDates): HTMLElement {
  // A month that the data has hardly reached (a window that ends after midnight) is none to count back from.
  const end = shiftMonths(shiftDays(span.to, -7), 1);
  const box = el("div", { class: "presets", role: "group", "aria-label": "Latest months" }, el("span", { class: "quiet" }, "Latest months"));
  for (const months of [3, 6, 12, 24]) {
    box.append(button(String(months), { class: "plain small", "aria-label": `Latest ${months} months` }, () => {
      const from = shiftMonths(end, -months);
      set(from <= span.from ? null : from, null);
    }));
  }
  box.append(button("All", { class: "plain small", "aria-label": "All dates" }, () => { set(null, null); }));
  return box;
}
