/** The card of one area. */

import type { AreaProperties, MonthCount, Summary } from "../api/types";
import { count, measure } from "../format";
import { bars, figure, figures, part, weekPart } from "./parts";
import { spark } from "./spark";

/** `area` is absent while its layer's list is not there yet. */
export function areaCard(summary: Summary, months: readonly MonthCount[], area: AreaProperties | null): HTMLElement[] {
  const rate = area?.rate_per_1000 ?? null;
  return [
    figures(
      figure(count(summary.total), summary.total === 1 ? "incident" : "incidents"),
      ...(rate === null ? [] : [figure(measure(rate), "per 1,000 residents")]),
      ...(area?.population == null ? [] : [figure(count(area.population), "residents")]),
    ),
    part("Months", spark(months)),
    weekPart(summary.hour_of_week, summary.total, summary.hours_unknown),
    part("Categories", bars(summary.by_category)),
    part("Sources", bars(summary.by_source.map(({ name, count: n }) => ({ label: name, count: n })))),
  ];
}
