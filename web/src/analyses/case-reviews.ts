/** Places where the threshold of the ASB case review is met, with the reports that meet it. */

import type { LngLatPair } from "../api/types";
import { button, el } from "../dom";
import { count, day, month, plural } from "../format";
import { CASES, NOT_CLEAR } from "../palette";
import { filterParams } from "../state/filter";
import { type Analysis, type AnalysisLegend, type Answered, fixed, type Page } from "./analysis";
import { named } from "./colours";
import { placesAsPoints, selectsLocation } from "./locations";
import { resultTable, type Row } from "./table";

interface Report {
  id: number | string;
  label: string;
  from: string;
  source: string;
  attended: boolean | null;
}

interface Case {
  rank: number;
  id: string;
  label: string;
  place: LngLatPair | null;
  snapped: boolean;
  reason: "reports" | "hate";
  category_label: string;
  count: number;
  first: string;
  last: string;
  incidents: Report[];
}

interface CaseReviews extends Answered, AnalysisLegend {
  total: number;
  as_of: string | null;
  since: string | null;
  rule: { reports: number; within_months: number; reported_within_days: number; hate_reports: number };
  reported_late: number;
  items: Case[];
}

const CLASSES = [
  { value: "reports", label: "Enough reports of the same issue" },
  { value: "hate", label: "A report of hate" },
];
const SHOWN = 100;

const on = (date: string | null): string => (date === null ? "" : ` on ${day(date)}`);

export const caseReviews: Analysis<CaseReviews> = {
  id: "case-reviews",
  question: "Which places may ask for a case review?",
  name: "ASB case review threshold",
  options: [
    fixed("by", "A location is", [["key", "Same location as recorded"], ["point", "Same point on the map"]], "key"),
    fixed("reports", "Reports needed", [["", "As the operator set it"], ["2", "2"], ["3", "3"], ["4", "4"], ["5", "5"]], ""),
    fixed("within_months", "Within", [["", "As the operator set it"], ["3", "3 months"], ["6", "6 months"], ["12", "12 months"]], ""),
  ],
  pictured: true,
  request: ({ view, option }) => ({
    path: "case-reviews",
    params: [
      ...filterParams(view.filter),
      ["by", option("by")],
      ...["reports", "within_months"].flatMap((name) => (option(name) === "" ? [] : [[name, option(name)] as [string, string]])),
      ["limit", String(SHOWN)],
    ],
  }),
  nothing: ({ items, as_of: asOf }) => (items.length === 0 ? `No location meets the threshold${on(asOf)}.` : null),
  legend: ({ method, since, as_of: asOf, incidents }) => ({ method, window: since === null || asOf === null ? null : { from: since, to: asOf }, incidents: incidents ?? null, null: "None: this is a rule that counts, not a test." }),
  show({ items, total, rule, as_of: asOf, reported_late: late }, _, page) {
    const rows = items.map((item): Row => ({
      cells: [nameAndReports(item, page), count(item.count)],
      selection: { kind: "location", id: item.id },
      to: item.place,
    }));
    const said = `${plural(rule.reports, "report")} of the same issue within ${plural(rule.within_months, "month")}, each made within ${plural(rule.reported_within_days, "day")}, or ${plural(rule.hate_reports, "report")} of hate`;
    const left = late === 0 ? "" : ` ${plural(late, "report")} came too late to count.`;
    return [resultTable(`${plural(total, "location")}${on(asOf)}: ${said}.${left}`, [{ name: "Location" }, { name: "Reports", number: true, width: "66px" }], rows, page, 25)];
  },
  picture: ({ items }) => ({
    source: { kind: "shapes", features: placesAsPoints(items, ({ label, reason, count: reports, category_label: category }) => ({ label, reason, reports, category })) },
    id: "id",
    property: "reason",
    classes: named(CLASSES, CASES, NOT_CLEAR),
    ...selectsLocation,
    note: ({ label, reports, category }) => `${String(label)} · ${plural(Number(reports), "report")}: ${String(category)}`,
  }),
};

/** The place, what it is about, and its reports to unfold. */
function nameAndReports({ label, category_label: category, first, last, incidents, snapped }: Case, page: Page): HTMLElement {
  const when = first.slice(0, 7) === last.slice(0, 7) ? month(first) : `${month(first)} to ${month(last)}`;
  const reports = el("ul", { class: "reports" });
  for (const { id, label: what, from, source, attended } of incidents) {
    const open = button(`${day(from)}: ${what}`, { class: "link" }, () => { page.select({ kind: "incident", id: String(id) }); });
    reports.append(el("li", {}, open, el("span", { class: "quiet" }, ` ${source}${attended === true ? ", attended" : attended === false ? ", not attended" : ""}`)));
  }
  const fold = el("details", { class: "reports-fold" }, el("summary", {}, `The ${plural(incidents.length, "report")}`), reports);
  // Unfolding is no choice of the row.
  fold.addEventListener("click", (event) => { event.stopPropagation(); });
  return el("span", {}, label, el("span", { class: "row-detail" }, `${category}, ${when}${snapped ? "; a street, not an address" : ""}`), fold);
}
