/** Dates: a histogram of months to brush over, two handles for the keyboard, and exact days. */

import type { About, DateSpan, MonthCount } from "../api/types";
import type { Answers } from "../data/answers";
import { button, el, svg } from "../dom";
import { count, day, month, parseDay, shiftDays, shiftMonths, span as spanText, windowOf } from "../format";
import type { Store } from "../state/store";
import type { View } from "../state/view";
import { brushed, type MonthBar, monthBars, spanOf } from "./months";
import { section } from "./section";

const WIDTH = 300;
const HEIGHT = 72;

type SetDates = (from: string | null, to: string | null) => void;

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

class Histogram {
  readonly root: HTMLElement;
  readonly #bars = svg("g");
  readonly #chart = svg("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: "none", "aria-hidden": "true" });
  readonly #readout = el("p", { class: "readout", "aria-hidden": "true" });
  readonly #handles: [HTMLElement, HTMLElement];
  #months: MonthBar[];
  #shown: [number, number] = [0, 0];
  #drag: { start: number; end: number } | null = null;

  constructor(
    private readonly span: DateSpan,
    private readonly set: SetDates,
  ) {
    this.#months = monthBars(span, []);
    this.#handles = [this.#handle("First month", 0), this.#handle("Last month", 1)];
    this.#chart.append(this.#bars);
    const plot = el("div", { class: "histogram-plot" }, this.#chart, ...this.#handles);
    const [first, last] = [this.#months[0]?.from ?? span.from, this.#months.at(-1)?.from ?? span.to];
    const axis = el("div", { class: "histogram-axis", "aria-hidden": "true" }, el("span", {}, month(first)), el("span", {}, month(last)));
    this.root = el("div", { class: "histogram", role: "group", "aria-label": "Incidents a month; drag to choose months" }, this.#readout, plot, axis);
    this.#listen(plot);
  }

  setCounts(counted: readonly MonthCount[]): void {
    this.#months = monthBars(this.span, counted);
    this.#draw();
  }

  setSpan(from: string | null, to: string | null): void {
    this.#shown = brushed(this.#months, from, to) ?? [0, -1];
    this.#draw();
  }

  #draw(): void {
    const most = Math.max(1, ...this.#months.map((bar) => bar.count));
    const width = WIDTH / this.#months.length;
    const [first, last] = this.#drag === null ? this.#shown : ordered(this.#drag.start, this.#drag.end);
    const rects = this.#months.map((bar, index) => {
      const height = (bar.count / most) * (HEIGHT - 4);
      const chosen = index >= first && index <= last;
      return svg("rect", {
        x: index * width + width * 0.08,
        y: HEIGHT - height,
        width: width * 0.84,
        height,
        class: chosen ? "bar chosen" : "bar",
      });
    });
    this.#bars.replaceChildren(...rects);
    this.#placeHandles(first, last);
    this.#say(first, last);
  }

  #say(first: number, last: number): void {
    const chosen = this.#months.slice(first, last + 1);
    const total = chosen.reduce((sum, bar) => sum + bar.count, 0);
    const { from, to } = { from: chosen[0]?.from ?? null, to: chosen.at(-1)?.to ?? null };
    this.#readout.textContent = from === null ? "No months chosen" : `${spanText(from, to)}: ${count(total)}`;
  }

  #placeHandles(first: number, last: number): void {
    const size = this.#months.length;
    const at = [first, last];
    for (const [which, handle] of this.#handles.entries()) {
      const index = at[which] ?? 0;
      const bar = this.#months[index];
      handle.style.left = `${(((which === 0 ? index : index + 1) / size) * 100).toFixed(2)}%`;
      handle.setAttribute("aria-valuemin", "0");
      handle.setAttribute("aria-valuemax", String(size - 1));
      handle.setAttribute("aria-valuenow", String(index));
      handle.setAttribute("aria-valuetext", bar === undefined ? "none" : `${month(bar.from)}, ${count(bar.count)} incidents`);
    }
  }

  #handle(label: string, which: 0 | 1): HTMLElement {
    const handle = el("div", { class: "histogram-handle", role: "slider", tabindex: 0, "aria-label": label });
    handle.addEventListener("keydown", (event) => {
      const step = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -12, PageUp: 12, Home: -1e4, End: 1e4 }[event.key];
      if (step === undefined) return;
      event.preventDefault();
      const moved: [number, number] = [...this.#shown];
      moved[which] = Math.min(this.#months.length - 1, Math.max(0, moved[which] + step));
      if (moved[0] > moved[1]) moved[1 - which] = moved[which];
      this.#commit(moved[0], moved[1]);
    });
    return handle;
  }

  #commit(first: number, last: number): void {
    const { from, to } = spanOf(this.#months, first, last);
    this.set(from, to);
  }

  #listen(plot: HTMLElement): void {
    const indexAt = (event: PointerEvent): number => {
      const { left, width } = plot.getBoundingClientRect();
      const index = Math.floor(((event.clientX - left) / width) * this.#months.length);
      return Math.min(this.#months.length - 1, Math.max(0, index));
    };
    plot.addEventListener("pointerdown", (event) => {
      if (event.button !== 0) return;
      plot.setPointerCapture(event.pointerId);
      const start = indexAt(event);
      this.#drag = { start, end: start };
      this.#draw();
    });
    plot.addEventListener("pointermove", (event) => {
      if (this.#drag === null) {
        const bar = this.#months[indexAt(event)];
        if (bar !== undefined) this.#readout.textContent = `${month(bar.from)}: ${count(bar.count)}`;
        return;
      }
      this.#drag.end = indexAt(event);
      this.#draw();
    });
    const end = (keep: boolean): void => {
      const drag = this.#drag;
      this.#drag = null;
      if (drag !== null && keep) this.#commit(...ordered(drag.start, drag.end));
      else this.#draw();
    };
    plot.addEventListener("pointerup", () => { end(true); });
    plot.addEventListener("pointercancel", () => { end(false); });
    plot.addEventListener("pointerleave", () => {
      if (this.#drag === null) this.#say(...this.#shown);
    });
  }
}

const ordered = (a: number, b: number): [number, number] => [Math.min(a, b), Math.max(a, b)];

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
  const end = span.to.endsWith("-01") ? span.to : shiftMonths(span.to, 1);
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
