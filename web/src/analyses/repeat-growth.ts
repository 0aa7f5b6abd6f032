/** Which repeat locations have had clearly more, or clearly fewer, incidents lately than before. */

import type { RepeatLocation } from "../api/types";
import { intervalMark, ratioScale } from "../charts/intervals";
import { count, measure, plural, span } from "../format";
import { GROWTH, NOT_CLEAR } from "../palette";
import { filterParams } from "../state/filter";
import { type Analysis, type AnalysisLegend, type Answered, fixed } from "./analysis";
import { named } from "./colours";
import { placesAsPoints, selectsLocation } from "./locations";
import { byOption } from "./options-common";
import { resultTable, type Row } from "./table";

interface Growth {
  recent: number;
  before: number;
  ratio: number | null;
  low: number | null;
  high: number | null;
  trend: string;
}

interface Item extends RepeatLocation {
  growth: Growth | null;
}

interface RepeatGrowth extends Answered, AnalysisLegend {
  items: Item[];
  growth: { growing: number; steady: number; fading: number; recent: { from: string; to: string }; before: { from: string; to: string } } | null;
}

/** The most frequent locations; growth is judged among them. */
const MOST = 200;
const CLASSES = [
  { value: "growing", label: "Clearly more than before" },
  { value: "steady", label: "No clear difference" },
  { value: "fading", label: "Clearly fewer than before" },
  { value: "quiet", label: "None in either window" },
];
const ORDER = CLASSES.map(({ value }) => value);

export const repeatGrowth: Analysis<RepeatGrowth> = {
  id: "repeat-growth",
  question: "Which places are growing, which fade?",
  name: "Repeat locations: the latest months against those before",
  options: [byOption, fixed("growth_months", "Latest months", [["1", "1"], ["3", "3"], ["6", "6"], ["12", "12"]], "3")],
  pictured: true,
  request: ({ view, option }) => ({
    path: "repeat-locations",
    params: [
      ...filterParams(view.filter),
      ["by", option("by")],
      ...(option("by") === "cluster" ? [["radius_m", "50"] as [string, string]] : []),
      ["growth_months", option("growth_months")],
      ["limit", String(MOST)],
    ],
  }),
  nothing: ({ growth }) => (growth === null ? "Growth needs days (not months alone) and two such windows of data." : null),
  legend: ({ method, growth }) => ({ method, window: growth?.recent ?? null, null: "Each location has incidents at the same rate in both windows." }),
  show({ items, growth }, _, page) {
    const judged = items.flatMap((item) => (item.growth === null ? [] : [{ item, growth: item.growth }]));
    const ordered = [...judged].sort((a, b) => ORDER.indexOf(a.growth.trend) - ORDER.indexOf(b.growth.trend));
    const scale = ratioScale(judged.map(({ growth: own }) => own));
    const rows = ordered.map(({ item, growth: own }): Row => ({
      cells: [item.label, intervalMark(own, scale, own.trend !== "steady")],
      detail: `${count(own.recent)} lately, was ${count(own.before)} · ${item.top_category} · ${count(item.count)} in all`,
      selection: { kind: "location", id: item.id },
      to: item.place,
    }));
    const windows = growth === null ? "" : ` ${span(growth.recent.from, growth.recent.to)} against ${span(growth.before.from, growth.before.to)}.`;
    const counted = growth === null ? "" : `${count(growth.growing)} growing, ${count(growth.fading)} fading, ${count(growth.steady)} with no clear difference.`;
    const columns = [{ name: "Location" }, { name: "Ratio", title: "Times as many, with its 95% interval; the dotted line is no change", width: "100px" }];
    return [resultTable(`${counted}${windows} Of the ${plural(items.length, "location")} with most incidents; growing first.`, columns, rows, page, 25)];
  },
  picture: ({ items }) => ({
    source: { kind: "shapes", features: placesAsPoints(items, ({ label, growth }) => ({ label, trend: growth?.trend ?? "", recent: growth?.recent ?? 0, before: growth?.before ?? 0 })) },
    id: "id",
    property: "trend",
    classes: named(CLASSES, GROWTH, NOT_CLEAR),
    ...selectsLocation,
    note: ({ label, recent, before }) => `${String(label)} · ${measure(Number(recent))} lately, was ${measure(Number(before))}`,
  }),
};
