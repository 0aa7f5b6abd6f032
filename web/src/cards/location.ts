/** The card of one repeat location. */

import type { Incident, MonthCount, RepeatLocationCard } from "../api/types";
import { button, el } from "../dom";
import { count, day, month, percent, plural } from "../format";
import { bars, figure, figures, part, snappedNote, weekPart } from "./parts";
import { spark } from "./spark";

export function locationCard(card: RepeatLocationCard, months: readonly MonthCount[], openIncident: (id: string) => void): HTMLElement[] {
  const gap = card.median_gap_days;
  return [
    figures(
      figure(count(card.count), card.count === 1 ? "incident" : "incidents"),
      figure(percent(card.share), "of all under this filter"),
      figure(gap === null ? "none" : plural(Math.round(gap), "day"), "median gap"),
    ),
    ...(card.snapped ? [snappedNote()] : []),
    el("p", { class: "quiet" }, period(card)),
    part("Months", spark(months)),
    weekPart(card.hour_of_week, card.count, card.hours_unknown),
    part("Categories", bars(card.categories)),
    ...(card.sources.length > 1 ? [part("Sources", bars(card.sources.map(({ name, count: n }) => ({ label: name, count: n }))))] : []),
    part("Latest incidents", incidentList(card.incidents, openIncident)),
  ];
}

/** First and last day, and how many between; data that knows only months has no days to name. */
function period({ distinct_days: days, first, last }: RepeatLocationCard): string {
  return days === null ? `${month(first)} to ${month(last)}` : `On ${plural(days, "day")}, ${day(first)} to ${day(last)}`;
}

function incidentList(incidents: readonly Incident[], open: (id: string) => void): HTMLElement {
  const list = el("ul", { class: "incident-list" });
  for (const incident of incidents.slice(0, 10)) {
    const label = button(incident.label, { class: "link" }, () => {
      open(String(incident.id));
    });
    list.append(el("li", {}, el("span", { class: "incident-when" }, when(incident)), label));
  }
  return list;
}

/** An incident's window: a minute, a stretch of a day, days, or a month. */
export function when({ from, to }: Pick<Incident, "from" | "to">): string {
  const hours = (Date.parse(to) - Date.parse(from)) / 3_600_000;
  const clock = from.slice(11, 16);
  if (hours >= 27 * 24) return `${day(from)}, month only`;
  if (hours > 24) return `${day(from)} to ${day(to)}`;
  if (hours >= 23) return day(from);
  if (hours < 0.1) return `${day(from)}, ${clock}`;
  return `${day(from)}, ${clock} to ${to.slice(11, 16)}`;
}
