/** Areas whose counts rise or fall more than chance explains, ranked, and a map of them. */

import type { Bounds, DateSpan } from "../api/types";
import { intervalMark, type RatioInterval, ratioScale } from "../charts/intervals";
import { seriesChart } from "../charts/series";
import { el } from "../dom";
import { count, measure, plural } from "../format";
import { DIRECTION, NOT_CLEAR } from "../palette";
import { filterParams } from "../state/filter";
import { type Analysis, type AnalysisLegend, type Answered, type Asked, fixed } from "./analysis";
import { named } from "./colours";
import { layerOption } from "./options-common";
import { resultTable, type Row } from "./table";
import { chance, during } from "./words";

interface Ratio extends RatioInterval {
  p: number | null;
}

interface Area {
  code: string | null;
  name: string;
  direction: string | null;
  count: number;
  count_before: number | null;
  rate_per_1000: number | null;
  change: Ratio | null;
  relative_change: Ratio | null;
  trend: { ratio_per_year: number; low: number; high: number } | null;
  p: number | null;
  series: number[];
  bbox?: Bounds;
}

interface AreaTrends extends Answered {
  layer: string;
  test: string;
  window: DateSpan | null;
  before: DateSpan | null;
  months: string[];
  too_few: number;
  whole: Area;
  areas: Area[];
  also?: AnalysisLegend;
}

const TESTS: readonly (readonly [string, string])[] = [
  ["trend", "Poisson trend over the months"],
  ["mann-kendall", "Mann-Kendall over the months"],
  ["change", "Change on a year ago"],
  ["relative-change", "Change against the rest of the force"],
];

/** The ratio that the chosen test is about, and what the column is called. */
export function shownRatio({ change, relative_change: relative, trend }: Pick<Area, "change" | "relative_change" | "trend">, test: string): RatioInterval | null {
  if (test === "change") return change;
  if (test === "relative-change") return relative;
  return trend === null ? null : { ratio: trend.ratio_per_year, low: trend.low, high: trend.high };
}

const RATIO_NAMES: Readonly<Record<string, string>> = { change: "On a year ago", "relative-change": "Against the rest" };

/** The property of the tiles that holds it. */
const TILE_RATIO: Readonly<Record<string, string>> = { change: "ratio", "relative-change": "relative_ratio" };

/** "×1.51" */
const times = (ratio: number | null | undefined): string => (ratio == null ? "–" : `×${measure(ratio)}`);

export const areaTrends: Analysis<AreaTrends> = {
  id: "area-trends",
  question: "Which areas are rising?",
  name: "Trends by area, many areas tested at once",
  options: [
    layerOption,
    fixed("test", "Rising by", TESTS, "trend"),
    fixed("trend_months", "Months of the trend", [["12", "12"], ["24", "24"], ["36", "36"], ["60", "60"]], "24"),
    fixed("false_discovery_rate", "False alarms at most", [["0.01", "1% of those named"], ["0.05", "5% of those named"], ["0.1", "10% of those named"]], "0.05"),
  ],
  pictured: true,
  request(asked) {
    const layer = encodeURIComponent(asked.option("layer"));
    const params = trendParams(asked);
    return { path: `trends/${layer}`, params, also: { path: `trends/${layer}/legend`, params } };
  },
  legend: ({ also, window }) => also ?? { method: "Trends by area", window },
  show(answer, _, page) {
    const { areas, test, whole, months, before, window } = answer;
    const scale = ratioScale(areas.flatMap((area) => shownRatio(area, test) ?? []));
    const rows = areas.map((area): Row => {
      const ratio = shownRatio(area, test);
      const clear = area.direction === "up" || area.direction === "down";
      const id = `${answer.layer}:${area.code ?? ""}`;
      return {
        cells: [signedName(area), ratio === null ? "" : intervalMark(ratio, scale, clear), area.p === null ? "–" : chance(area.p)],
        detail: `${count(area.count)}${area.count_before === null ? "" : `, was ${count(area.count_before)}`}${area.rate_per_1000 === null ? "" : ` · ${measure(area.rate_per_1000)} per 1,000`}`,
        ...(area.code === null ? {} : { selection: { kind: "area" as const, id }, points: { feature: area.code } }),
        to: area.bbox ?? null,
      };
    });
    const caption = `${plural(areas.length, "area")}, ${during(window)}${before === null ? "" : ` against ${during(before)}`}; clear rises first, clear falls last.`;
    const columns = [
      { name: "Area" },
      { name: RATIO_NAMES[test] ?? "A year", title: "Times as many, with its 95% interval; the dotted line is no change", width: "100px" },
      { name: "p", number: true, title: "How often chance alone would give as clear a change" },
    ];
    const points = months.flatMap((month, index) => (whole.series[index] === undefined ? [] : [{ month, value: whole.series[index] }]));
    return [
      resultTable(caption, columns, rows, page, 30),
      el("section", {}, el("h3", {}, "All areas together, by month"), seriesChart({ label: "Incidents a month in all areas", points })),
    ];
  },
  picture: (answer, asked) => ({
    source: { kind: "tiles", layer: "area-trends", params: [...trendParams(asked), ["layer", answer.layer]] },
    id: "code",
    property: "direction",
    classes: named(answer.also?.classes, DIRECTION, NOT_CLEAR),
    selects: (code) => ({ kind: "area", id: `${answer.layer}:${code}` }),
    shapeOf: ({ kind, id }) => (kind === "area" && id.startsWith(`${answer.layer}:`) ? id.slice(answer.layer.length + 1) : null),
    note: (area) => `${String(area.name)} · ${plural(Number(area.count), "incident")} · ${times(Number(area[TILE_RATIO[answer.test] ?? "trend_per_year"]))} ${RATIO_NAMES[answer.test]?.toLowerCase() ?? "a year"}`,
  }),
};

function trendParams({ view, option }: Asked): [string, string][] {
  return [...filterParams(view.filter), ...["test", "trend_months", "false_discovery_rate"].map((name) => [name, option(name)] as [string, string])];
}

const ARROWS: Readonly<Record<string, string>> = { up: "▲ ", down: "▼ " };

/** Up and down are told by a sign, not by colour alone. */
const signedName = ({ name, direction }: Area): string => `${ARROWS[direction ?? ""] ?? ""}${name}`;
