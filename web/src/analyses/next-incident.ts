/** How likely a location that has had so many incidents is to have another within days. */

import { el } from "../dom";
import { riskChart } from "../charts/risk";
import { count, percent } from "../format";
import { filterParams } from "../state/filter";
import type { Analysis, AnalysisLegend, Answered } from "./analysis";
import { byOption } from "./options-common";
import { resultTable, type Row } from "./table";

interface Risk {
  days: number;
  fraction: number | null;
  low: number | null;
  high: number | null;
  at_risk: number;
}

interface SoFar {
  so_far: string;
  starts: number;
  followed: number;
  risks: Risk[];
}

interface NextIncident extends Answered, Partial<AnalysisLegend> {
  incidents: number;
  locations: number;
  horizons_days: number[];
  counts: SoFar[];
}

export const nextIncident: Analysis<NextIncident> = {
  id: "next-incident",
  question: "How likely is a next incident?",
  name: "Risk of another incident by the count so far",
  options: [byOption],
  pictured: false,
  request: ({ view, option }) => ({
    path: "repeat-locations/next-incident",
    params: [...filterParams(view.filter), ["by", option("by")], ...(option("by") === "cluster" ? [["radius_m", "50"] as [string, string]] : [])],
  }),
  nothing: ({ counts }) => (counts.length === 0 ? "This data does not know days: a risk within days cannot be told." : null),
  show({ counts: all, horizons_days: horizons }, _, page) {
    const counts = all.filter(({ starts }) => starts > 0);
    const rows = counts.map(({ so_far: count_so_far, starts, risks }): Row => ({
      cells: [`After ${count_so_far}`, ...risks.map(riskCell)],
      detail: `${count(starts)} seen`,
    }));
    const columns = [{ name: "Incidents so far" }, ...horizons.map((days) => ({ name: `${days} days`, number: true, title: `Another incident within ${days} days` }))];
    return [
      riskChart(horizons.map((days, index) => ({ days, points: counts.map(({ so_far: name, risks }) => ({ name, ...(risks[index] ?? { fraction: null, low: null, high: null }) })) }))),
      resultTable("Share of locations with another incident, below it the 95% interval.", columns, rows, page),
    ];
  },
};

function riskCell({ fraction, low, high, at_risk: atRisk }: Risk): Node | string {
  if (fraction === null) return "–";
  const range = low === null || high === null ? "" : `${percent(low)} to ${percent(high)}`;
  return el("span", { title: `${count(atRisk)} still watched at the end` }, percent(fraction), el("span", { class: "row-detail" }, range));
}
