/** Where there are more incidents than the people who live there, or than other incidents, would lead one to expect. */

import type { GeoFeature } from "../api/analyses";
import { el } from "../dom";
import { count, measure, percent, span } from "../format";
import { DIVERGING } from "../palette";
import { filterParams } from "../state/filter";
import { againstKind, againstQuery, datesOf } from "./against";
import { type AnalysisLegend, type Analysis, type Answered, fixed, type Params } from "./analysis";
import { ramped } from "./colours";
import { selectsCell } from "./cells";
import { facts } from "./facts";

interface RelativeRisk extends Answered, AnalysisLegend {
  against_window: { from: string; to: string } | null;
  compared_with: number;
  compared_unit: string;
  rate_per_1000: number | null;
  test: string;
  mask: string;
  max_ratio: number | null;
  min_ratio: number | null;
  higher_fraction: number;
  lower_fraction: number;
  judged_fraction: number;
  also?: { features: GeoFeature<object>[] };
}

const RESIDENTS = "residents:";

export const relativeRisk: Analysis<RelativeRisk> = {
  id: "relative-risk",
  question: "More than residents, or other crime, would explain?",
  name: "Relative risk (ratio of two densities)",
  options: [
    againstKind,
    fixed("bandwidth", "Bandwidth", [["500", "500 m"], ["1000", "1,000 m"], ["2000", "2,000 m"], ["scott", "Scott's rule"], ["likelihood", "Likelihood cross-validation"]], "1000"),
  ],
  pictured: true,
  request({ about, view, option }) {
    const against = option("against");
    const other: [string, string] = against.startsWith(RESIDENTS)
      ? ["residents", against.slice(RESIDENTS.length)]
      : ["against", againstQuery(against, view.filter, datesOf(view.filter, about))];
    const params: Params = [...filterParams(view.filter), other, ["bandwidth", option("bandwidth")]];
    return { path: "relative-risk/legend", params, also: { path: "relative-risk/contours", params } };
  },
  show(answer) {
    const { compared_with: others, compared_unit: unit, rate_per_1000: rate } = answer;
    return [
      facts([
        ["Clearly higher", `${percent(answer.higher_fraction)} of the ground`],
        ["Clearly lower", `${percent(answer.lower_fraction)} of the ground`],
        ["Could be judged", `${percent(answer.judged_fraction)} of the ground`],
        ["Compared with", `${count(others)} ${unit}${answer.against_window === null ? "" : `, ${span(answer.against_window.from, answer.against_window.to)}`}`],
        ["As everywhere", rate === null ? null : `${measure(rate)} incidents per 1,000 residents`],
        ["Highest ratio", answer.max_ratio === null ? null : `${measure(answer.max_ratio)} times`],
        ["Test", answer.test],
        ["Not drawn", answer.mask],
      ]),
      el("p", { class: "note" }, "On the map, dark red lines go round the ground that is clearly higher, dark blue lines round what is clearly lower."),
    ];
  },
  picture: (answer, _, params) => ({
    source: { kind: "tiles", layer: "relative-risk", params },
    id: "cell",
    property: "ratio",
    classes: ramped(answer.classes, DIVERGING),
    lines: answer.also?.features ?? [],
    ...selectsCell,
    note: ({ ratio, count: incidents, side }) =>
      `${measure(Number(ratio))} times as dense as expected · ${count(Number(incidents))} here${side === undefined ? "" : ` · clearly ${String(side)}`}`,
  }),
};
