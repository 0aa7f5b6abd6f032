/** Incidents a month as bars: dragged over with a pointer, or chosen by two handles with the keyboard. */

import type { DateSpan, MonthCount } from "../api/types";
import { el, svg } from "../dom";
import { count, month, span as spanText } from "../format";
import { brushed, type MonthBar, monthBars, spanOf, yearTicks } from "./months";

const WIDTH = 300;
const HEIGHT = 72;

/** Half-open civil dates; `null` sets no condition. */
export type SetDates = (from: string | null, to: string | null) => void;

export class Histogram {
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
    const label = "Incidents a month; drag to choose months";
    this.root = el("div", { class: "histogram", role: "group", "aria-label": label }, this.#readout, plot, axis(this.#months));
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

/** Years under their Januaries; the first and last month instead where fewer than two Januaries are in sight. */
function axis(months: readonly MonthBar[]): HTMLElement {
  const root = el("div", { class: "histogram-axis", "aria-hidden": "true" });
  const years = yearTicks(months);
  if (years.length < 2) {
    root.append(el("span", {}, month(months[0]?.from ?? "")), el("span", {}, month(months.at(-1)?.from ?? "")));
    return root;
  }
  for (const { year, at } of years) {
    const tick = el("span", { class: "histogram-year" }, year);
    tick.style.left = `${(at * 100).toFixed(2)}%`;
    root.append(tick);
  }
  return root;
}
