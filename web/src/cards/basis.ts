/** What a part of a forecast rests on, as a view of the page: the incidents, the places or the analysis behind it. */

import type { RiskPoint } from "../api/forecasts";
import type { LngLatPair } from "../api/types";
import { shiftDays } from "../format";
import { type AnalysisId, opened } from "../state/analysis";
import type { Filter } from "../state/filter";
import { readView, writeView } from "../state/permalink";
import type { View } from "../state/view";

export interface Basis {
  label: string;
  href: string;
  to: Partial<View>;
}

/** From here on single incidents are drawn. */
const NEAR = 15;
const ROUND_ABOUT = 13.5;

/** `null` where there is nothing to look at. The forecast's own filter is taken, up to its origin. */
export function basisOf(part: string, card: Pick<RiskPoint, "from" | "cell" | "polygon" | "shifts">, forecastFilter: string, view: View): Basis | null {
  const filter = { ...readView(`?${forecastFilter}`).filter, to: card.from };
  const since = (days: number): Filter => ({ ...filter, from: startOf(shiftDays(card.from, -days), card) });
  const at = (zoom: number): Pick<View, "camera"> => ({ camera: cameraAt(middleOf(card.polygon), zoom) });
  switch (part) {
    case "recent-incidents":
      return basis("Show them", view, { filter: since(28), fill: "none", overlays: ["incidents", "labels"], selection: cellOf(card), ...at(NEAR) });
    case "near-repeats":
      return basis("Show the last weeks round here", view, { filter: since(28), fill: "none", overlays: ["incidents", "labels"], selection: null, ...at(NEAR) });
    case "long-memory":
      return basis("Show all years", view, { filter, fill: "density", overlays: ["repeats", "labels"], side: "places", selection: cellOf(card), ...at(NEAR) });
    case "neighbourhood":
      return basis("Show the year round here", view, { filter: since(365), fill: "density", overlays: ["labels"], selection: null, ...at(ROUND_ABOUT) });
    case "season-and-hour":
      return basis("Show hours and weekdays", view, { ...analysis("hours", view), filter: since(365) });
    case "surroundings":
      return basis("Show kinds of place", view, { ...analysis("facilities", view), filter: since(365) });
    default:
      return null;
  }
}

/** Incidents that know no day are of a whole month: the view begins with one. */
const startOf = (day: string, { shifts }: Pick<RiskPoint, "shifts">): string => (shifts === null ? `${day.slice(0, 7)}-01` : day);

/** An analysis without a picture: the ground goes back to what happened. */
const analysis = (id: AnalysisId, view: View): Partial<View> => ({ ...opened(view, id, false), fill: "density", selection: null });

function basis(label: string, view: View, to: Partial<View>): Basis {
  const query = writeView({ ...view, ...to });
  return { label, href: query === "" ? "/" : `?${query}`, to };
}

/** The hexagon's own card; squares have none. */
function cellOf({ cell }: Pick<RiskPoint, "cell">): View["selection"] {
  return /^[0-9a-f]{15}$/.test(cell) ? { kind: "cell", id: cell } : null;
}

const cameraAt = ([lng, lat]: LngLatPair, zoom: number): View["camera"] => ({ lng, lat, zoom });

/** The mean of a closed ring's corners. */
export function middleOf(ring: readonly LngLatPair[]): LngLatPair {
  const corners = ring.slice(0, Math.max(1, ring.length - 1));
  const sum = corners.reduce<LngLatPair>(([x, y], [lng, lat]) => [x + lng, y + lat], [0, 0]);
  return [sum[0] / corners.length, sum[1] / corners.length];
}
