/** All forecasts with their scores, series by series. */

import type { Forecast, ForecastList, Scores, Series, Transparency } from "../api/forecasts";
import { button, el } from "../dom";
import { count, readable } from "../format";
import type { ForecastSettings } from "../state/view";
import { documentLinks } from "./documents";
import { chainSaid, type ListActs, scoreTable } from "./list";
import { recordAt, verdictSaid } from "./record";
import { kindOf } from "./words";

/** The ledger with what is said of it. */
export interface Ledger {
  list: ForecastList;
  scores: Scores | null;
  published: Transparency | null;
}

export function ledgerPage(ledger: Ledger, { coverage }: ForecastSettings, acts: ListActs, today: string, back: () => void): Node[] {
  const { scores } = ledger;
  const { forecasts, total, chain_intact: intact } = ledger.list;
  const left = total > forecasts.length ? [el("p", { class: "note" }, `The newest ${count(forecasts.length)} of ${count(total)}.`)] : [];
  return [
    el("header", {}, button("‹ Where next", { class: "link" }, back), el("h2", { class: "analysis-question" }, "The record of all forecasts")),
    // Of one series the whole is what its own section says.
    ...(scores === null || scores.series.length < 2 ? [] : [el("p", {}, readable(scores.finding.statement))]),
    ...(scores === null ? [] : [el("p", { class: "finding-caveat" }, readable(scores.finding.caveat))]),
    el("p", { class: intact ? "note" : "finding-warning", role: intact ? null : "alert" }, chainSaid(intact, total)),
    ...left,
    ...kinds(forecasts).map((members) => section(members, ledger, (list) => scoreTable(list, acts, coverage, today))),
  ];
}

/** Forecasts by series, the series of the newest first. */
export function kinds(forecasts: readonly Forecast[]): Forecast[][] {
  const found: Forecast[][] = [];
  for (const forecast of forecasts) {
    const own = found.find(([first]) => first?.series === forecast.series);
    if (own === undefined) found.push([forecast]);
    else own.push(forecast);
  }
  return found;
}

function section(members: readonly Forecast[], { scores, published }: Ledger, table: (members: readonly Forecast[]) => HTMLElement): HTMLElement {
  const [first] = members;
  if (first === undefined) return el("section");
  const record = scores?.series.find(({ key }) => key === first.series);
  return el(
    "section",
    { class: "ledger-series" },
    el("h3", {}, kindOf(first)),
    ...(record === undefined ? [] : verdictParts(record)),
    ...documentLinks(published, first),
    table(members),
  );
}

/** Whether a series beats the count, and the figures behind that in a sentence. */
function verdictParts(record: Series): HTMLElement[] {
  const at = recordAt(record.coverages, null);
  const verdict = at === null ? [] : [el("p", {}, el("strong", {}, verdictSaid(at.verdict, record.ahead === 0)))];
  return [...verdict, el("p", {}, readable(record.finding.statement))];
}
