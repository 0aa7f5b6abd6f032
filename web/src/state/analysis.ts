/** Which analysis is open, with what choices; and what opening and closing one does to the rest of the view. */

import { DEFAULT_VIEW, type View } from "./view";

/** In the order of the page's list. */
export const ANALYSES = [
  "density",
  "hot-spots",
  "emerging",
  "near-repeats",
  "space-time-clusters",
  "relative-risk",
  "area-trends",
  "comparison",
  "recording-changes",
  "years",
  "hours",
  "volume-forecast",
  "repeat-growth",
  "next-incident",
  "case-reviews",
  "facilities",
] as const;
export type AnalysisId = (typeof ANALYSES)[number];

export interface AnalysisChoice {
  id: AnalysisId;
  /** Only what differs from the usual, by the option's name; what an option does not know is read as its usual value. */
  options: Readonly<Record<string, string>>;
}

/** The view with an analysis open. One with a picture fills the ground with it, and the repeat locations' marks give way. */
export function opened(view: View, id: AnalysisId, pictured: boolean): Partial<View> {
  const picture: Partial<View> = pictured ? { fill: "analysis", overlays: view.overlays.filter((overlay) => overlay !== "repeats") } : groundOf(view);
  return { side: "analyses", analysis: { id, options: {} }, selection: withoutFinding(view), ...picture };
}

/** The view with the list of analyses instead of the one that was open. */
export function closed(view: View): Partial<View> {
  return { analysis: null, selection: withoutFinding(view), ...groundOf(view) };
}

/** The ground as it is without a picture of an analysis. */
function groundOf({ fill, overlays }: View): Partial<View> {
  if (fill !== "analysis") return {};
  return { fill: DEFAULT_VIEW.fill, overlays: overlays.includes("repeats") ? overlays : ["repeats", ...overlays] };
}

function withoutFinding({ selection }: View): View["selection"] {
  return selection?.kind === "finding" ? null : selection;
}

/** The choices with one option set; at its usual value it is left out. */
export function withOption({ id, options }: AnalysisChoice, name: string, value: string, usual: string): AnalysisChoice {
  const others = Object.fromEntries(Object.entries(options).filter(([other]) => other !== name));
  return { id, options: value === usual ? others : { ...others, [name]: value } };
}
