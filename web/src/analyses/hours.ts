/** When it happens: hours of the week, and the short windows that hold much of it. */

import type { HourOfWeek } from "../api/types";
import { el } from "../dom";
import { weekGrid } from "../filters/week-grid";
import { count, measure, percent, plural } from "../format";
import { filterParams } from "../state/filter";
import { type Analysis, type Answered, fixed } from "./analysis";
import { resultTable } from "./table";
import { chance } from "./words";

interface PeakWindow {
  label: string;
  hours: number;
  incidents: number;
  share_fraction: number;
  week_fraction: number;
  lift: number;
  p: number;
  sentence: string;
}

interface Hours extends Answered {
  incidents: number;
  hours_known: number;
  days_only: number;
  hours_unknown: number;
  resolution: "hour" | "day" | null;
  hour_of_week: HourOfWeek | null;
  windows: PeakWindow[];
}

export const hours: Analysis<Hours> = {
  id: "hours",
  question: "When does it happen?",
  name: "Hours of the week (aoristic) and peak windows",
  options: [fixed("windows", "Windows looked for", [["1", "One"], ["3", "Up to three"], ["5", "Up to five"]], "3")],
  pictured: false,
  request: ({ view, option }) => ({ path: "hours", params: [...filterParams(view.filter), ["windows", option("windows")]] }),
  nothing: ({ resolution }) => (resolution === null ? "This data gives months, not times: there is no picture of the week." : null),
  show({ hour_of_week: week, windows, incidents, hours_unknown: unknown, days_only: days }, _, page) {
    const rows = windows.map((window) => ({
      cells: [window.label, percent(window.share_fraction), percent(window.week_fraction), `×${measure(window.lift)}`, chance(window.p)],
      detail: `${count(window.incidents)} incidents in ${plural(window.hours, "hour")} of the week`,
    }));
    const columns = [
      { name: "Window" },
      { name: "Holds", number: true, title: "Of all incidents with a known time" },
      { name: "In", number: true, title: "Of the week" },
      { name: "Lift", number: true, title: "Times as many as if spread evenly" },
      { name: "p", number: true },
    ];
    const left = unknown + days === 0 ? "" : ` The hour is not known for ${count(unknown + days)} of ${count(incidents)}.`;
    return [
      ...(week === null ? [] : [picture(week)]),
      ...(windows.length === 0 ? [el("p", { class: "note" }, `No window stands out.${left}`)] : [resultTable(`Windows that hold more than their share.${left}`, columns, rows, page)]),
    ];
  },
};

function picture(week: HourOfWeek): HTMLElement {
  const grid = weekGrid("Incidents by hour and weekday");
  grid.setCounts(week);
  return el("section", {}, el("h3", {}, "Hours of the week"), grid.root);
}
