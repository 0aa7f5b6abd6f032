/** Numbers, dates and hours as a British reader expects them. Shares come in as fractions and leave as percent, everywhere. */

import type { DateSpan } from "./api/types";
import type { Day, Filter, HourRange } from "./state/filter";
import { DAYS } from "./state/filter";

const WHOLE = new Intl.NumberFormat("en-GB", { maximumFractionDigits: 0 });
const DATE = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });
const MONTH = new Intl.DateTimeFormat("en-GB", { month: "short", year: "numeric", timeZone: "UTC" });

export const DAY_NAMES = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"] as const;
export const DAY_SHORT = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"] as const;

export const count = (value: number): string => WHOLE.format(value);

/** "1 incident", "2 incidents". */
export function plural(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`;
}

/** Three significant figures, no exponent: 0.0123, 1.23, 12.3, 1,230. */
export function measure(value: number): string {
  if (value === 0) return "0";
  if (Math.abs(value) >= 1000) return count(Number(value.toPrecision(3)));
  return new Intl.NumberFormat("en-GB", { maximumSignificantDigits: 3 }).format(value);
}

/** A fraction as percent: 0.1234 is "12%", 0.0123 is "1.2%", 0.0004 is "0.04%". */
export function percent(fraction: number): string {
  const value = fraction * 100;
  if (value === 0) return "0%";
  const digits = Math.abs(value) >= 10 ? 0 : Math.abs(value) >= 1 ? 1 : 2;
  return value < 0.01 ? "under 0.01%" : `${value.toFixed(digits)}%`;
}

/** A sentence of the service as a British reader expects it: dates in words, and a percent sign that stays with its number. */
export function readable(text: string): string {
  return text
    .replaceAll(/\b\d{4}-\d{2}-\d{2}\b/g, (date) => day(date))
    .replaceAll(/\b\d{4}-(0[1-9]|1[0-2])\b(?!-)/g, (name) => month(name))
    .replaceAll(" %", "\u00a0%");
}

/** A civil date or a date-time, by its civil date: "1 Mar 2021". */
export function day(iso: string): string {
  return DATE.format(new Date(`${iso.slice(0, 10)}T00:00:00Z`));
}

const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/** A civil date from what a person types: "1 Mar 2021", "1/3/2021" (day first) or "2021-03-01"; `null` when it is none. */
export function parseDay(text: string): string | null {
  const trimmed = text.trim().toLowerCase();
  const words = /^(\d{1,2})\s+([a-z]{3})[a-z]*\.?\s+(\d{4})$/.exec(trimmed);
  const slashes = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$/.exec(trimmed);
  const iso = /^(\d{4})-(\d{2})-(\d{2})$/.exec(trimmed);
  const [year, month, date] =
    words !== null ? [words[3], MONTHS.indexOf(words[2] ?? "") + 1, words[1]]
    : slashes !== null ? [slashes[3], slashes[2], slashes[1]]
    : iso !== null ? [iso[1], iso[2], iso[3]]
    : [];
  if (year === undefined) return null;
  const found = `${year}-${String(month).padStart(2, "0")}-${String(date).padStart(2, "0")}`;
  // A day that no calendar has (31 June) rolls over to another date, and so is found out.
  const parsed = new Date(`${found}T00:00:00Z`);
  return !Number.isNaN(parsed.valueOf()) && parsed.toISOString().startsWith(found) ? found : null;
}

/** "2021-03" or a date in it: "Mar 2021". */
export function month(iso: string): string {
  return MONTH.format(new Date(`${iso.slice(0, 7)}-01T00:00:00Z`));
}

/** The civil date `days` later. */
export function shiftDays(iso: string, days: number): string {
  const date = new Date(`${iso}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + days);
  return date.toISOString().slice(0, 10);
}

/** The first day of the month `months` later. */
export function shiftMonths(iso: string, months: number): string {
  const date = new Date(`${iso.slice(0, 7)}-01T00:00:00Z`);
  date.setUTCMonth(date.getUTCMonth() + months);
  return date.toISOString().slice(0, 10);
}

/** A half-open span by its first and last day; whole months by their names. */
export function span(from: string | null, to: string | null): string {
  if (from === null && to === null) return "all dates";
  if (from === null) return `until ${day(shiftDays(to ?? "", -1))}`;
  if (to === null) return `from ${day(from)}`;
  const last = shiftDays(to, -1);
  if (from.endsWith("-01") && to.endsWith("-01")) {
    return from.slice(0, 7) === last.slice(0, 7) ? month(from) : `${month(from)} to ${month(last)}`;
  }
  return from === last ? day(from) : `${day(from)} to ${day(last)}`;
}

/** The window that a filter leaves of the data's own span, in words. */
export function windowOf({ from, to }: Pick<Filter, "from" | "to">, data: DateSpan | null): string {
  return span(from ?? data?.from ?? null, to ?? data?.to ?? null);
}

const clock = (hour: number): string => `${String(hour % 24).padStart(2, "0")}:00`;

/** "22:00 to 04:00". */
export function hourRange({ from, to }: HourRange): string {
  return `${clock(from)} to ${to === 24 ? "24:00" : clock(to)}`;
}

/** Runs of days joined: "Mon to Fri", "Fri, Sat". */
export function dayList(days: readonly Day[]): string {
  const chosen = DAYS.map((name) => days.includes(name));
  const runs: string[] = [];
  for (let first = 0; first < 7; first += 1) {
    if (chosen[first] !== true) continue;
    let last = first;
    while (last < 6 && chosen[last + 1] === true) last += 1;
    const [a, b] = [DAY_SHORT[first] ?? "", DAY_SHORT[last] ?? ""];
    runs.push(first === last ? a : last === first + 1 ? `${a}, ${b}` : `${a} to ${b}`);
    first = last;
  }
  return runs.join(", ");
}

/** Days and hours of a filter in words, or `null` when it sets neither. */
export function week({ hours, days }: Pick<Filter, "hours" | "days">): string | null {
  const parts = [days.length > 0 ? dayList(days) : "", hours === null ? "" : hourRange(hours)];
  const said = parts.filter((part) => part !== "").join(", ");
  return said === "" ? null : said;
}

const PROVENANCE: Record<string, string> = {
  "public-report": "Reported by the public",
  "officer-found": "Found by an officer",
  partner: "From a partner",
  sensor: "From a sensor",
  unknown: "Not recorded",
};

/** How an incident came to be known, in words. */
export function provenance(id: string): string {
  return PROVENANCE[id] ?? id;
}
