/**
 * Every colour that stands for a value, in one table. The class breaks are the API's (`legend.breaks`).
 *
 * Ramps are ColorBrewer's, marked there as safe for the colour-blind (Harrower and Brewer 2003, doi:10.1179/000870403235002042):
 * YlOrRd for intensity, PuBu for areas, RdPu for what is expected, Purples for hours of the week. Kinds are Okabe and Ito's.
 */

/** Intensity of incidents, five drawn classes, low to high (YlOrRd). */
export const DENSITY = ["#ffffb2", "#fecc5c", "#fd8d3c", "#f03b20", "#bd0026"] as const;

/** Areas by count or rate, five drawn classes, low to high (PuBu, its lightest left out for contrast with blank ground). */
export const AREAS = ["#d0d1e6", "#a6bddb", "#74a9cf", "#2b8cbe", "#045a8d"] as const;

/** Incidents that are expected, five drawn classes, low to high (RdPu): what may come is not taken for what was. */
export const RISK = ["#fde0dd", "#fbb4b9", "#f768a1", "#c51b8a", "#7a0177"] as const;

/** The record: ours, the best plain count, and the best that hindsight could do (Okabe and Ito, and a grey). */
export const RECORD = { ours: "#0072b2", plain: "#d55e00", oracle: "#8d99a1" } as const;

/** A part of a forecast that adds to the risk of a place, and one that takes away. */
export const PARTS = { adds: "#2f6f9f", takes: "#b9c1c6" } as const;

/** Hours of the week, from none to the busiest (Purples). */
export const WEEK = ["#f7f5fb", "#dadaeb", "#bcbddc", "#9e9ac8", "#756bb1", "#54278f"] as const;

/** Kinds of incident where each is a point of its own (Okabe and Ito). */
export const KINDS: Readonly<Record<string, string>> = {
  asb: "#0072b2",
  crime: "#d55e00",
  fire: "#cc79a7",
};
/** Any other kind. */
export const OTHER_KIND = "#5f6b73";

/** From much less to much more, through no difference (RdBu, turned round): heat against chance, risk against risk. */
export const DIVERGING = ["#2166ac", "#67a9cf", "#d1e5f0", "#f7f7f7", "#fddbc7", "#ef8a62", "#b2182b"] as const;

/** Hot and cold spots by confidence (the ends of RdBu), as the field draws them. */
export const HOT_COLD: Readonly<Record<string, string>> = {
  "hot-99": "#b2182b",
  "hot-95": "#ef8a62",
  "hot-90": "#fddbc7",
  "cold-90": "#d1e5f0",
  "cold-95": "#67a9cf",
  "cold-99": "#2166ac",
};

/** Local Moran's four kinds: alike neighbours in full colour, odd ones out in their pale counterpart. */
export const LOCAL_MORAN: Readonly<Record<string, string>> = {
  "high-high": "#b2182b",
  "high-low": "#f4a582",
  "low-high": "#92c5de",
  "low-low": "#2166ac",
};

/** Emerging classes: what calls for action is dark, what fades is pale; hot is warm, cold is blue. Names tell neighbours in this list apart. */
export const EMERGING: Readonly<Record<string, string>> = {
  "new-hot": "#e31a1c",
  "consecutive-hot": "#fd8d3c",
  "intensifying-hot": "#67001f",
  "persistent-hot": "#b10026",
  "diminishing-hot": "#fcae91",
  "sporadic-hot": "#fed976",
  "oscillating-hot": "#e7c6a0",
  "historical-hot": "#cbb8ae",
  "new-cold": "#1f78b4",
  "consecutive-cold": "#41b6c4",
  "intensifying-cold": "#08306b",
  "persistent-cold": "#2171b5",
  "diminishing-cold": "#9ecae1",
  "sporadic-cold": "#c7e9f1",
  "oscillating-cold": "#b5cbd6",
  "historical-cold": "#b4bcc6",
};

/** Areas by the direction of their trend (the ends of PuOr). */
export const DIRECTION: Readonly<Record<string, string>> = {
  up: "#b35806",
  down: "#542788",
  none: "#ece9e4",
  "too-few": "#d5dadd",
};

/** Cells of a comparison: clear differences as above. Incidents on one side alone are pale, for most such cells hold one or two. */
export const COMPARED: Readonly<Record<string, string>> = {
  "only-here": "#fdd0a2",
  more: "#b35806",
  "no-clear-difference": "#e6e4e0",
  fewer: "#542788",
  "only-there": "#cbc9e2",
};

export const GROWTH: Readonly<Record<string, string>> = {
  growing: "#b35806",
  steady: "#b9c1c6",
  fading: "#542788",
  quiet: "#dfe3e6",
};

/** Why a place meets the threshold of a case review (Okabe and Ito). */
export const CASES: Readonly<Record<string, string>> = {
  reports: "#0072b2",
  hate: "#d55e00",
};

/** Horizons of a risk, near to far: lightness tells them apart as well as hue (viridis). */
export const HORIZONS = ["#440154", "#21918c", "#a8a000"] as const;

/** A class that the tables above do not know. */
export const NOT_CLEAR = "#d0d4d7";

/** From fall to rise (PuOr, turned round): two times beside each other, so that a rise is not read as heat. */
export const CHANGE = ["#542788", "#998ec3", "#d8daeb", "#f7f7f7", "#fee0b6", "#f1a340", "#b35806"] as const;

/** How much more than usual, low to high (Reds, without its pale end: shapes may be small). */
export const RAISED = ["#fc9272", "#fb6a4a", "#ef3b2c", "#cb181d", "#7f0000"] as const;

/** Clusters by how hardly chance makes them: hardly, rarely, no more than chance. */
export const CLUSTERS = ["#b10026", "#fd8d3c", "#8d99a1"] as const;

/** Rings round found shapes. */
export const POINTED = "#0b5cab";

export const REPEAT = "#12324a";
export const INCIDENTS = "#3d6b7d";
export const SELECTED = "#111111";
export const CONTOUR = "#7a0019";
export const CONTOUR_LOWER = "#08306b";

export const GROUND = {
  outside: "#dfe6ea",
  inside: "#fafaf8",
  boundary: "#8d99a1",
  place: "#26343d",
  region: "#5a6a74",
  halo: "#ffffff",
} as const;

/** Step along a ramp: `fraction` 0 is its first colour, over 0 to 1 the others in equal parts. */
export function rampColour(ramp: readonly string[], fraction: number): string {
  const first = ramp[0] ?? "transparent";
  if (!(fraction > 0)) return first;
  return ramp[Math.min(ramp.length - 1, Math.ceil(fraction * (ramp.length - 1)))] ?? first;
}

/** Step along a ramp with a middle: `fraction` −1 is its first colour, 0 the middle one, 1 the last. */
export function divergingColour(ramp: readonly string[], fraction: number): string {
  const middle = (ramp.length - 1) / 2;
  const step = Math.round(middle * Math.max(-1, Math.min(1, fraction)));
  return ramp[middle + step] ?? "transparent";
}
