/** Months as small bars, to read a course at a glance. */

import type { MonthCount } from "../api/types";
import { el, svg } from "../dom";
import { count, month } from "../format";
import type { Filter } from "../state/filter";

const HEIGHT = 44;
const STEP = 6;

/** The months that a filter's dates touch. */
export function monthsWithin(months: readonly MonthCount[], { from, to }: Pick<Filter, "from" | "to">): MonthCount[] {
  return months.filter(({ month: name }) => (from === null || name >= from.slice(0, 7)) && (to === null || `${name}-01` < to));
}

/** Bars from the first month to the last; the busiest is named, for the figure that bars alone do not give. */
export function spark(months: readonly MonthCount[]): HTMLElement {
  const most = Math.max(0, ...months.map((bar) => bar.count));
  const [first] = months;
  const last = months.at(-1);
  if (first === undefined || last === undefined || most === 0) return el("p", { class: "note" }, "No incidents in these months.");
  const chart = svg("svg", { viewBox: `0 0 ${months.length * STEP} ${HEIGHT}`, preserveAspectRatio: "none", class: "spark", "aria-hidden": "true" });
  for (const [index, bar] of months.entries()) {
    const height = (bar.count / most) * (HEIGHT - 2);
    chart.append(
      svg(
        "rect",
        { x: index * STEP + 0.5, y: HEIGHT - height, width: STEP - 1, height, class: "bar chosen" },
        svg("title", {}, `${month(bar.month)}: ${count(bar.count)}`),
      ),
    );
  }
  const busiest = months.find((bar) => bar.count === most) ?? first;
  const label = `Most in ${month(busiest.month)}: ${count(most)}`;
  return el(
    "figure",
    { class: "spark-figure", role: "img", "aria-label": `Incidents a month, ${month(first.month)} to ${month(last.month)}. ${label}` },
    chart,
    el("figcaption", {}, el("span", {}, month(first.month)), el("span", { class: "quiet" }, label), el("span", {}, month(last.month))),
  );
}
