/** Which forecast the view shows, in the service's spelling; and what opening a side of the panel does to the map. */

import type { LngLatPair } from "../api/types";
import { DEFAULT_VIEW, type ForecastSettings, type Selection, type Side, type View } from "./view";

/** The forecast's name in an address. */
export const forecastName = ({ id }: Pick<ForecastSettings, "id">): string => (id === null ? "latest" : String(id));

/** Parameters of the risk resources that say what of a forecast is shown. */
export function shownParams({ shift, plain }: Pick<ForecastSettings, "shift" | "plain">): [string, string][] {
  return [...(plain ? [["model", "plain"] as [string, string]] : []), ...(shift === null ? [] : [["shift", shift] as [string, string]])];
}

/** The selection of what is expected at a place. */
export function riskAt([lng, lat]: LngLatPair): Selection {
  return { kind: "risk", id: `${lng.toFixed(5)},${lat.toFixed(5)}` };
}

/** The place of such a selection; `null` where it is none. */
export function placeOf(id: string): LngLatPair | null {
  const [lng, lat, more] = id.split(",").map((part) => (part.trim() === "" ? Number.NaN : Number(part)));
  if (lng === undefined || lat === undefined || more !== undefined) return null;
  return Math.abs(lng) <= 180 && Math.abs(lat) <= 85 ? [lng, lat] : null;
}

/** The view with a side of the panel open. The forecasts bring their layer along, and the marks of repeat locations give way until their list is open again. */
export function sideShown(view: View, side: Side): Partial<View> {
  const { overlays, fill } = view;
  if (side === "forecasts") return { side, fill: "risk", overlays: overlays.filter((overlay) => overlay !== "repeats") };
  if (side === "places" && fill === "risk" && !overlays.includes("repeats")) return { side, overlays: ["repeats", ...overlays] };
  return { side };
}

/** The view with another forecast shown: its shifts and its places are its own. */
export function withForecast({ forecast, selection }: View, id: number): Partial<View> {
  return { forecast: { ...forecast, id, shift: null, all: false }, fill: "risk", selection: selection?.kind === "risk" ? null : selection };
}

/** The view without a forecast to show. */
export function withoutRisk({ fill, selection }: View): Partial<View> {
  return { ...(fill === "risk" ? { fill: DEFAULT_VIEW.fill } : {}), ...(selection?.kind === "risk" ? { selection: null } : {}) };
}

/** The query of one point's risk. */
export function riskPointParams({ forecast }: Pick<View, "forecast">, [lng, lat]: LngLatPair): [string, string][] {
  const shift: [string, string][] = forecast.shift === null ? [] : [["shift", forecast.shift]];
  return [["lon", String(lng)], ["lat", String(lat)], ["forecast", forecastName(forecast)], ...shift];
}
