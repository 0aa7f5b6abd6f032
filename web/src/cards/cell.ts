/** The card of one hexagon. */

import type { CellCard, MonthCount } from "../api/types";
import { button, el } from "../dom";
import { count, measure, percent } from "../format";
import { bars, figure, figures, part, weekPart } from "./parts";
import { spark } from "./spark";

export function cellCard(card: CellCard, months: readonly MonthCount[], legendUnit: string, snapped: boolean, openLocation: (id: string) => void): HTMLElement[] {
  // Layers may give the same name: a district after its town.
  const areas = [...new Set(Object.values(card.areas))];
  const locations = el("ol", { class: "card-locations" });
  for (const location of card.locations) {
    const open = button(location.text, { class: "link", title: location.text }, () => {
      openLocation(location.id);
    });
    locations.append(el("li", {}, open, el("span", { class: "bars-count" }, count(location.count))));
  }
  return [
    figures(
      figure(count(card.count), card.count === 1 ? "incident in this cell" : "incidents in this cell"),
      figure(measure(card.intensity), legendUnit),
      ...(card.rank_fraction === null ? [] : [figure(percent(card.rank_fraction), "of the area is as dense or denser")]),
    ),
    el("p", { class: "quiet" }, `Hexagon of ${measure(card.area_km2)} km²${areas.length > 0 ? ` in ${areas.join(", ")}` : ""}`),
    part("Months", spark(months)),
    weekPart(card.hour_of_week, card.count, card.hours_unknown),
    part("Categories", bars(card.by_category)),
    ...(card.locations.length === 0 ? [] : [part(snapped ? "Map points (a street, not an address)" : "Locations", locations)]),
  ];
}
