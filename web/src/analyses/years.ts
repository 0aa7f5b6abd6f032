/** Years beside each other, as a force publishes them: counts, shares by category, attendance. */

import { el } from "../dom";
import { count, percent } from "../format";
import { filterParams } from "../state/filter";
import { type Analysis, type Answered, fixed } from "./analysis";
import { given, withoutOption } from "./options-common";
import { resultTable, type Row } from "./table";

interface Year {
  label: string;
  ending: number;
  complete: boolean;
  incidents: number;
  incidents_without: number;
  change_fraction: number | null;
  attended_fraction: number | null;
  categories: { id: string; label: string; count: number; share_fraction: number | null }[];
}

interface Years extends Answered {
  /** Categories left out of `incidents_without`. */
  without: string[];
  years: Year[];
}

/** Years whose shares stand side by side. */
const SIDE_BY_SIDE = 3;

/** A change with its sign: "+12%", "−3.4%". */
export function signedPercent(fraction: number): string {
  return `${fraction > 0 ? "+" : fraction < 0 ? "−" : ""}${percent(Math.abs(fraction))}`;
}

export const years: Analysis<Years> = {
  id: "years",
  question: "How do the years compare?",
  name: "Counts, shares and attendance by year",
  options: [
    fixed("starting_month", "A year begins in", [["1", "January"], ["4", "April"], ["7", "July"], ["10", "October"]], "4"),
    withoutOption,
  ],
  pictured: false,
  request: ({ view, option }) => ({ path: "years", params: [...filterParams(view.filter), ["starting_month", option("starting_month")], ...given("without", option("without"))] }),
  nothing: ({ years: list }) => (list.length === 0 ? "No incidents pass the filter." : null),
  show({ years: list, without: left }, _, page) {
    const without = left.length > 0;
    const rows = list.map((year): Row => ({
      cells: [
        year.label,
        count(year.incidents),
        ...(without ? [count(year.incidents_without)] : []),
        year.change_fraction === null ? "–" : signedPercent(year.change_fraction),
        year.attended_fraction === null ? "–" : percent(year.attended_fraction),
      ],
      ...(year.complete ? {} : { detail: "not complete" }),
    }));
    const columns = [
      { name: "Year" },
      { name: "Incidents", number: true },
      ...(without ? [{ name: "Without", number: true, title: "Without the category left out" }] : []),
      { name: "Change", number: true, title: "On the complete year before" },
      { name: "Attended", number: true, title: "Of all incidents, as forces publish it" },
    ];
    return [resultTable("", columns, rows, page), shares(list.slice(-SIDE_BY_SIDE), page)].map((part) => el("section", {}, part));
  },
};

function shares(list: readonly Year[], page: Parameters<typeof resultTable>[3]): HTMLElement {
  const ids = new Map(list.flatMap(({ categories }) => categories.map(({ id, label }) => [id, label] as const)));
  const share = (year: Year, id: string): number => year.categories.find((category) => category.id === id)?.share_fraction ?? 0;
  const latest = list.at(-1);
  const ordered = [...ids].sort(([a], [b]) => (latest === undefined ? 0 : share(latest, b) - share(latest, a)));
  const rows = ordered.map(([id, label]): Row => ({ cells: [label, ...list.map((year) => percent(share(year, id)))] }));
  return resultTable("Shares of the year's incidents by category.", [{ name: "Category" }, ...list.map(({ ending }) => ({ name: String(ending), number: true, title: `Year ending in ${ending}` }))], rows, page, 15);
}
