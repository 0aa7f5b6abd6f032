/** Chances and times in words. */

import type { DateSpan } from "../api/types";
import { count, measure, plural, span } from "../format";

/** A p value as it is read: "0.012", "0.38", "<0.001". */
export function chance(p: number): string {
  return p < 0.001 ? "<0.001" : p < 0.1 ? p.toFixed(3) : p.toFixed(2);
}

/** A window in words; none is all dates. */
export function during(window: DateSpan | null): string {
  return window === null ? "all dates" : span(window.from, window.to);
}

/** "burglary-of-a-shop" as "Burglary of a shop", where the service gives an identifier alone. */
export function asName(id: string): string {
  const words = id.replaceAll("-", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** Days as the unit that a person would use: "12 days", "3.2 years". */
export function every(days: number): string {
  if (days < 60) return plural(Math.round(days), "day");
  if (days < 730) return `${count(days / 30.4)} months`;
  return `${measure(Number((days / 365.25).toPrecision(2)))} years`;
}
