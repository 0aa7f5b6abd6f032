/** How many incidents the next two years are likely to bring, and how well such a forecast has done. */

import { type BandPoint, seriesChart } from "../charts/series";
import { el } from "../dom";
import { count, month as monthName, percent } from "../format";
import { filterParams } from "../state/filter";
import { type Analysis, type AnalysisLegend, type Answered, fixed, type Page } from "./analysis";
import { facts } from "./facts";
import { categoryLabel, given, withoutOption } from "./options-common";
import { resultTable, type Row } from "./table";

interface Total {
  median: number;
  low_80: number;
  high_80: number;
}

interface BackTest {
  forecasts: number;
  coverage_80_fraction: number;
  coverage_95_fraction: number;
  mean_absolute_error: number;
  naive: { mean_absolute_error: number };
}

interface Series {
  id: string;
  label: string;
  months: { month: string; count: number }[];
  forecast: BandPoint[];
  next_12: Total;
  months_13_to_24: Total;
  years: { ending: string; count: number | null; forecast: Total | null }[];
  back_test: BackTest | null;
}

interface VolumeForecast extends Answered, Partial<AnalysisLegend> {
  history: { from: string | null; to: string | null; months: number };
  series: Series[];
  not_forecast: { id: string; why: string }[];
}

/** Charts of their own; every series has its row in the table. */
const DRAWN: readonly string[] = ["all", "all-without"];

const interval = ({ low_80: low, high_80: high }: Total): string => `${count(low)} to ${count(high)}`;

export const volumeForecast: Analysis<VolumeForecast> = {
  id: "volume-forecast",
  question: "What will the year bring?",
  name: "Forecast of volume, 24 months ahead",
  options: [withoutOption, fixed("year_ends", "A year ends in", [["3", "March"], ["12", "December"]], "3")],
  pictured: false,
  request: ({ view, option }) => ({ path: "volume-forecast", params: [...filterParams(view.filter), ["year_ends", option("year_ends")], ...given("without", option("without"))] }),
  legend: ({ method, history, null: nothing }) => ({ method: method ?? "Forecast of volume", null: nothing ?? null, window: history.from === null || history.to === null ? null : { from: `${history.from}-01`, to: nextMonth(history.to) } }),
  nothing: ({ series }) => (series.length === 0 ? "A forecast needs at least 24 whole months of data." : null),
  show({ series, not_forecast: left }, { about }, page) {
    const drawn = series.filter(({ id }) => DRAWN.includes(id));
    const rows = series.map((one): Row => ({ cells: [categoryLabel(about, one.label), count(one.next_12.median), interval(one.next_12), count(one.months_13_to_24.median)] }));
    const columns = [
      { name: "Series" },
      { name: "Next 12 months", number: true, title: "The middle of what is expected" },
      { name: "8 in 10", number: true, title: "80% interval of the next 12 months" },
      { name: "Then", number: true, title: "Months 13 to 24" },
    ];
    return [
      ...drawn.flatMap((one) => chartOf(one, page)),
      resultTable("What is expected, by category.", columns, rows, page, 15),
      ...(left.length === 0 ? [] : [el("p", { class: "note" }, `Not forecast: ${left.map(({ id, why }) => `${categoryLabel(about, id)} (${why})`).join("; ")}.`)]),
    ];
  },
};

/** The first day after a month, "2021-03": where a half-open window over it ends. */
function nextMonth(name: string): string {
  const at = Number(name.slice(0, 4)) * 12 + Number(name.slice(5, 7));
  return `${Math.floor(at / 12)}-${String((at % 12) + 1).padStart(2, "0")}-01`;
}

function chartOf(one: Series, page: Page): HTMLElement[] {
  const { label, months, forecast, years, back_test: test } = one;
  const rows = years.map(({ ending, count: counted, forecast: total }): Row => ({
    cells: [`to ${monthName(ending)}`, counted === null ? "" : count(counted), total === null ? "" : count(total.median), total === null ? "" : interval(total)],
  }));
  return [
    el(
      "section",
      {},
      el("h3", {}, label),
      seriesChart({ label: `${label} by month, with the next ${forecast.length} months expected`, points: months.map(({ month, count: value }) => ({ month, value })), bands: forecast }),
      el("p", { class: "note" }, "Dashed: the middle of what is expected; dark band: 8 in 10; pale band: 19 in 20."),
      resultTable("", [{ name: "Year" }, { name: "Counted", number: true }, { name: "Expected", number: true }, { name: "8 in 10", number: true }], rows, page),
      ...(test === null
        ? []
        : [
            facts([
              ["How it has done", `${count(test.forecasts)} forecasts of months already known`],
              ["Within 8 in 10", percent(test.coverage_80_fraction)],
              ["Within 19 in 20", percent(test.coverage_95_fraction)],
              ["Off by, a month", `${count(test.mean_absolute_error)}; repeating last year: ${count(test.naive.mean_absolute_error)}`],
            ]),
          ]),
    ),
  ];
}
