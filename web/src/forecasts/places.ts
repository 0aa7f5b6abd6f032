/** The cells with most risk: where the forecast would send somebody first. */

import type { Page } from "../analyses/analysis";
import { resultTable, type Row } from "../analyses/table";
import type { ForecastDetail, RiskCell, RiskCells } from "../api/forecasts";
import { el } from "../dom";
import { count } from "../format";
import { centreOf } from "../map/geometry";
import type { Geometry } from "../api/analyses";
import { riskAt } from "../state/forecast";
import { between, expectedWords, ordinal, timesIn } from "./words";

/** `plain`: the plain count's order is shown. */
export function topPlaces({ features, total }: RiskCells, { interval }: Pick<ForecastDetail, "interval">, plain: boolean, page: Page): HTMLElement {
  const there = features.filter(({ properties }) => (plain ? properties.plain : properties.expected) > 0);
  if (there.length === 0) return el("p", { class: "note" }, "Nothing is expected anywhere in this period.");
  const rows = there.map(({ geometry, properties }) => rowOf(properties, geometry, plain));
  const columns = [
    { name: "Cell" },
    { name: plain ? "Count" : "Expected", number: true, title: plain ? "Incidents by the plain count" : "Incidents expected in the cell", width: "72px" },
    { name: plain ? "Ours" : "Count", number: true, title: plain ? "Incidents that our forecast expects" : "Incidents by the plain count, for comparison", width: "60px" },
  ];
  const intervals = plain ? "" : `; intervals hold ${timesIn(interval.fraction)}`;
  return resultTable(`The ${count(rows.length)} of ${count(total)} cells with most${intervals}.`, columns, rows, page, 10);
}

function rowOf({ cell, rank, expected, low, high, plain: counted, plain_rank: plainRank, area }: RiskCell, geometry: Geometry | null, plain: boolean): Row {
  const place = centreOf(geometry);
  const [order, other] = plain ? [plainRank, `${ordinal(rank)} by ours`] : [rank, `${ordinal(plainRank)} by the plain count`];
  const cells = plain ? [expectedWords(counted), expectedWords(expected)] : [expectedWords(expected), expectedWords(counted)];
  return {
    cells: [`${count(order)}. ${area ?? cell}`, ...cells],
    detail: plain ? other : `${between(low, high)} · ${other}`,
    ...(place === null ? {} : { selection: riskAt(place), to: place }),
  };
}
