/** Where incidents gather, and how wide the kernel should be that tells it. */

import { likelihoodChart } from "../charts/likelihood";
import { el } from "../dom";
import { count, measure, plural } from "../format";
import { classBounds } from "../legend/scale";
import { DENSITY } from "../palette";
import { filterParams } from "../state/filter";
import { type Analysis, type AnalysisLegend, type Answered, type Asked, fixed } from "./analysis";
import { selectsCell } from "./cells";
import { ramped } from "./colours";
import { resultTable, type Row } from "./table";

interface Candidate {
  rule: string;
  label: string;
  bandwidth_m: number;
  note: string;
}

interface Bandwidths {
  candidates: Candidate[];
  curve: { bandwidth_m: number; mean_log_likelihood: number }[];
  evaluated: number;
  places: number;
}

interface Density extends Answered, AnalysisLegend {
  breaks: number[];
  max: number;
  bandwidth_m: number;
  adaptive: boolean;
  also?: Bandwidths;
}

export const density: Analysis<Density> = {
  id: "density",
  question: "Where does it gather?",
  name: "Kernel density",
  options: [
    fixed("bandwidth", "Bandwidth", [["150", "150 m"], ["300", "300 m"], ["500", "500 m"], ["1000", "1,000 m"], ["scott", "Scott's rule"], ["silverman", "Silverman's rule"], ["likelihood", "Likelihood cross-validation"]], "300"),
    fixed("adaptive", "Width", [["false", "The same everywhere"], ["true", "Narrower where there is more (Abramson)"]], "false"),
    fixed("kernel", "Kernel", [["gaussian", "Gaussian"], ["quartic", "Quartic"]], "gaussian"),
    fixed("edge", "At the border", [["none", "Not corrected"], ["uniform", "Corrected"]], "none"),
  ],
  pictured: true,
  request: (asked) => ({ path: "density/legend", params: densityParams(asked), also: { path: "density/bandwidths", params: filterParams(asked.view.filter) } }),
  nothing: ({ breaks }) => (breaks.length === 0 ? "No incidents pass the filter." : null),
  show({ also, bandwidth_m: used }, _, page) {
    if (also === undefined || also.candidates.length === 0) return [];
    const rows = also.candidates.map(({ label, bandwidth_m: metres, note }): Row => ({ cells: [label, `${count(metres)} m`], detail: note }));
    return [
      resultTable(`Bandwidths by rule; ${count(used)} m is drawn.`, [{ name: "Rule" }, { name: "Bandwidth", number: true, width: "90px" }], rows, page),
      el(
        "section",
        {},
        el("h3", {}, "How well each bandwidth foretells the places left out"),
        likelihoodChart(also.curve.map(({ bandwidth_m: metres, mean_log_likelihood: value }) => ({ metres, value })), used),
        el("p", { class: "note" }, `Mean log likelihood, each place left out in turn, at ${count(also.evaluated)} of ${plural(also.places, "place")}; the higher the better. The dotted line is what is drawn.`),
      ),
    ];
  },
  picture: ({ breaks }, asked) => ({
    source: { kind: "tiles", layer: "density", params: densityParams(asked) },
    id: "cell",
    property: "intensity",
    classes: ramped(breaks.map((from, index) => ({ from, label: classBounds(breaks, index) })), DENSITY),
    ...selectsCell,
    note: ({ intensity, count: incidents }) => `${measure(Number(intensity))} per km² · ${plural(Number(incidents), "incident")} in this cell`,
  }),
};

/** The adaptive width is the Gaussian kernel's alone. */
function densityParams({ view, option }: Asked): [string, string][] {
  const adaptive = option("adaptive") === "true";
  return [
    ...filterParams(view.filter),
    ["bandwidth", option("bandwidth")],
    ["kernel", adaptive ? "gaussian" : option("kernel")],
    ["edge", option("edge")],
    ...(adaptive ? [["adaptive", "true"] as [string, string]] : []),
  ];
}
