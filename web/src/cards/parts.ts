/** The pieces of which cards are made. */

import type { HourOfWeek } from "../api/types";
import { el } from "../dom";
import { unknownHours } from "../filters/week";
import { weekGrid } from "../filters/week-grid";
import { count } from "../format";

export interface BarRow {
  label: string;
  count: number;
}

/** A card's part under its heading. */
export function part(title: string, ...children: (Node | string | null)[]): HTMLElement {
  const box = el("section", { class: "card-part" }, el("h4", {}, title));
  for (const child of children) if (child !== null) box.append(child);
  return box;
}

/** A short ranking with bars. */
export function bars(rows: readonly BarRow[], most = 6): HTMLElement {
  const shown = rows.filter((row) => row.count > 0).sort((a, b) => b.count - a.count);
  const top = Math.max(1, ...shown.map((row) => row.count));
  const list = el("ul", { class: "bars" });
  for (const row of shown.slice(0, most)) {
    const bar = el("span", { class: "bars-bar", "aria-hidden": "true" });
    bar.style.width = `${((row.count / top) * 100).toFixed(1)}%`;
    list.append(el("li", {}, el("span", { class: "bars-label", title: row.label }, row.label), el("span", { class: "bars-count" }, count(row.count)), bar));
  }
  const rest = shown.slice(most);
  if (rest.length > 0) {
    const others = rest.reduce((sum, row) => sum + row.count, 0);
    list.append(el("li", { class: "quiet" }, el("span", { class: "bars-label" }, `${rest.length} other`), el("span", { class: "bars-count" }, count(others))));
  }
  return list;
}

/** The 24 × 7 picture, or the plain word that hours are not known. */
export function weekPart(hourOfWeek: HourOfWeek, total: number, unknown: number | undefined): HTMLElement {
  const known = hourOfWeek.flat().reduce((sum, value) => sum + value, 0);
  const missing = unknown ?? Math.max(0, total - Math.round(known));
  if (known === 0) {
    const said = total === 0 ? "No incidents here under this filter." : "Hours are not known in this data: it gives a month, not a time.";
    return part("Hours and weekdays", el("p", { class: "note" }, said));
  }
  const grid = weekGrid(`Incidents by hour and weekday. ${busiest(hourOfWeek)}`);
  grid.setCounts(hourOfWeek);
  const note = unknownHours(total, missing);
  return part("Hours and weekdays", grid.root, el("p", { class: "note" }, note ?? busiest(hourOfWeek)));
}

const DAYS = ["Mondays", "Tuesdays", "Wednesdays", "Thursdays", "Fridays", "Saturdays", "Sundays"];

/** The busiest three hours in a row within one day, in words. */
export function busiest(hourOfWeek: HourOfWeek): string {
  let best = { sum: -1, day: 0, hour: 0 };
  for (const [day, hours] of hourOfWeek.entries()) {
    for (let hour = 0; hour + 3 <= hours.length; hour += 1) {
      const sum = hours.slice(hour, hour + 3).reduce((a, b) => a + b, 0);
      if (sum > best.sum) best = { sum, day, hour };
    }
  }
  const clock = (hour: number): string => `${String(hour).padStart(2, "0")}:00`;
  return `Busiest: ${DAYS[best.day] ?? ""} ${clock(best.hour)} to ${clock(best.hour + 3)}`;
}

/** One figure with its name. */
export function figure(value: string, name: string): HTMLElement {
  return el("div", { class: "figure" }, el("span", { class: "figure-value" }, value), el("span", { class: "figure-name" }, name));
}

/** Figures side by side. */
export function figures(...items: HTMLElement[]): HTMLElement {
  return el("div", { class: "figures" }, ...items);
}

/** What a snapped place means, said beside its figures. */
export function snappedNote(): HTMLElement {
  return el("p", { class: "note snapped" }, "A map point is a street, not an address: the publisher moved these incidents to the nearest of a fixed set of points.");
}
