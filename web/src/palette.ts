/**
 * Every colour that stands for a value, in one table. The class breaks are the API's (`legend.breaks`).
 *
 * Ramps are ColorBrewer's, marked there as safe for the colour-blind (Harrower and Brewer 2003, doi:10.1179/000870403235002042):
 * YlOrRd for intensity, PuBu for areas, Purples for hours of the week. Kinds are Okabe and Ito's.
 */

/** Intensity of incidents, five drawn classes, low to high (YlOrRd). */
export const DENSITY = ["#ffffb2", "#fecc5c", "#fd8d3c", "#f03b20", "#bd0026"] as const;

/** Areas by count or rate, five drawn classes, low to high (PuBu, its lightest left out for contrast with blank ground). */
export const AREAS = ["#d0d1e6", "#a6bddb", "#74a9cf", "#2b8cbe", "#045a8d"] as const;

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

export const REPEAT = "#12324a";
export const INCIDENTS = "#3d6b7d";
export const SELECTED = "#111111";
export const CONTOUR = "#7a0019";

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
