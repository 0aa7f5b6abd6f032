/** Two times, or two kinds of incident, beside each other: by area, by hexagon, by hour of the week. */

import type { DateSpan, HourOfWeek } from "../api/types";
import { intervalMark, type RatioInterval, ratioScale } from "../charts/intervals";
import { el } from "../dom";
import { weekGrid } from "../filters/week-grid";
import { count, measure, plural } from "../format";
import { COMPARED, NOT_CLEAR } from "../palette";
import { filterParams } from "../state/filter";
import { againstQuery, againstTime, datesOf } from "./against";
import { type Analysis, type AnalysisLegend, type Answered, type Asked, fixed } from "./analysis";
import { selectsCell } from "./cells";
import { named } from "./colours";
import { figure, figures } from "../cards/parts";
import { layerOption } from "./options-common";
import { during } from "./words";
import { resultTable, type Row } from "./table";

interface Pair extends RatioInterval {
  count: number;
  against: number;
  expected: number;
  difference: number;
  p: number | null;
}

interface ComparedArea extends Pair {
  code: string;
  name: string;
  class: string;
  significant: boolean;
}

interface Comparison extends Answered {
  window: DateSpan | null;
  against_window: DateSpan | null;
  measure: string;
  total: Pair;
  layer: string | null;
  areas: ComparedArea[];
  only_here: number;
  only_there: number;
  hour_of_week: { difference: HourOfWeek } | null;
  also?: AnalysisLegend;
}

const signed = (value: number): string => `${value > 0 ? "+" : value < 0 ? "−" : ""}${count(Math.abs(value))}`;

export const comparison: Analysis<Comparison> = {
  id: "comparison",
  question: "Is it more than before?",
  name: "Two periods, or two kinds of incident, compared",
  options: [
    againstTime,
    fixed("measure", "Measured", [["rate", "Per day"], ["share", "As a share of its own total"]], "rate"),
    layerOption,
  ],
  pictured: true,
  request(asked) {
    const params = compared(asked);
    return { path: "comparison", params: [...params, ["layer", asked.option("layer")]], also: { path: "comparison/legend", params } };
  },
  legend: ({ also, window }) => also ?? { method: "Two times or two kinds compared", window },
  show(answer, _, page) {
    const { total, areas, hour_of_week: week } = answer;
    const scale = ratioScale(areas);
    const rows = areas.map((area): Row => ({
      cells: [area.name, signed(area.difference), intervalMark(area, scale, area.significant)],
      detail: `${count(area.count)} against ${count(area.expected)}`,
      selection: { kind: "area", id: `${answer.layer ?? ""}:${area.code}` },
    }));
    const columns = [
      { name: "Area" },
      { name: "More", number: true, title: "More or fewer than the comparison, brought to the same number of days" },
      { name: "Ratio", title: "Times as many, with its 95% interval; the dotted line is no change", width: "100px" },
    ];
    const only = [
      answer.only_here > 0 ? `${plural(answer.only_here, "area has", "areas have")} incidents only in the first` : "",
      answer.only_there > 0 ? `${plural(answer.only_there, "area has", "areas have")} incidents only in the second` : "",
    ].filter((said) => said !== "");
    const caption = `${during(answer.window)} against ${during(answer.against_window)}.${only.length === 0 ? "" : ` ${only.join("; ")}.`}`;
    return [
      figures(figure(count(total.count), "incidents"), figure(count(total.expected), "in the comparison"), figure(total.ratio === null ? "–" : `×${measure(total.ratio)}`, "times as many")),
      ...(areas.length === 0 ? [] : [resultTable(caption, columns, rows, page, 30)]),
      ...(week === null ? [] : [weekDifference(week.difference)]),
    ];
  },
  picture: ({ also }, asked) => ({
    source: { kind: "tiles", layer: "comparison", params: compared(asked) },
    id: "cell",
    property: "class",
    classes: named(also?.classes, COMPARED, NOT_CLEAR),
    ...selectsCell,
    note: ({ count: here, expected, ratio }) => `${count(Number(here))} against ${count(Number(expected))}${ratio == null ? "" : ` · ×${measure(Number(ratio))}`}`,
  }),
};

/** Filter with its dates written out, and what it is compared with. */
function compared({ about, view, option }: Asked): [string, string][] {
  const dates = datesOf(view.filter, about);
  return [...filterParams({ ...view.filter, ...dates }), ["against", againstQuery(option("against"), view.filter, dates)], ["measure", option("measure")]];
}

function weekDifference(difference: HourOfWeek): HTMLElement {
  const grid = weekGrid("Difference by hour and weekday");
  grid.setDifference(difference);
  return el("section", {}, el("h3", {}, "More and fewer, by hour and weekday"), grid.root, el("p", { class: "note" }, "Orange: more than in the comparison; violet: fewer."));
}
