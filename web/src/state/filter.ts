/** What is counted: the filter that every endpoint understands, and its query string. */

export const DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;
export type Day = (typeof DAYS)[number];

/** Half-open civil hours, `from` 0 to 23, `to` 1 to 24; `from >= to` runs over midnight. */
export interface HourRange {
  from: number;
  to: number;
}

/** An empty list or `null` sets no condition. Dates are civil; `to` is exclusive. */
export interface Filter {
  categories: readonly string[];
  from: string | null;
  to: string | null;
  hours: HourRange | null;
  days: readonly Day[];
  areas: readonly string[];
  sources: readonly string[];
  provenance: readonly string[];
}

export const NO_FILTER: Filter = {
  categories: [],
  from: null,
  to: null,
  hours: null,
  days: [],
  areas: [],
  sources: [],
  provenance: [],
};

/** The parts of a filter that one panel sets. */
export type Facet = "category" | "dates" | "week" | "area" | "source";

const FACET_KEYS: Record<Facet, Partial<Filter>> = {
  category: { categories: [] },
  dates: { from: null, to: null },
  week: { hours: null, days: [] },
  area: { areas: [] },
  source: { sources: [], provenance: [] },
};

/** The same filter without one facet's conditions: what that facet's own picture counts. */
export function without(filter: Filter, facet: Facet): Filter {
  return { ...filter, ...FACET_KEYS[facet] };
}

/** Is the facet narrowing anything? */
export function isActive(filter: Filter, facet: Facet): boolean {
  return filterQuery(without(filter, facet)) !== filterQuery(filter);
}

/** Does the hour-of-week slot (day 0 is Monday) pass the filter's hours and days? */
export function slotSelected(filter: Filter, day: number, hour: number): boolean {
  const name = DAYS[day];
  if (filter.days.length > 0 && (name === undefined || !filter.days.includes(name))) return false;
  if (filter.hours === null) return true;
  const { from, to } = filter.hours;
  return from < to ? hour >= from && hour < to : hour >= from || hour < to;
}

/** Values with commas between them; a comma or a backslash inside a value gets a backslash before it, as the API reads it. */
export function joinList(values: readonly string[]): string {
  return values.map((value) => value.replace(/[\\,]/g, "\\$&")).join(",");
}

/** The values of such a list; empty ones are dropped. */
export function splitList(text: string): string[] {
  const values = text.match(/(?:\\.|[^,\\])+/gs) ?? [];
  return values.map((value) => value.replace(/\\(.)/gs, "$1"));
}

/** Parameters in the API's spelling, in one fixed order. */
export function filterParams(filter: Filter): [string, string][] {
  const params: [string, string][] = [];
  const list = (name: string, values: readonly string[]): void => {
    if (values.length > 0) params.push([name, joinList([...values].sort())]);
  };
  list("category", filter.categories);
  if (filter.from !== null) params.push(["from", filter.from]);
  if (filter.to !== null) params.push(["to", filter.to]);
  if (filter.hours !== null) params.push(["hours", `${filter.hours.from}-${filter.hours.to}`]);
  if (filter.days.length > 0) {
    params.push(["days", DAYS.filter((day) => filter.days.includes(day)).join(",")]);
  }
  list("area", filter.areas);
  list("source", filter.sources);
  list("provenance", filter.provenance);
  return params;
}

/** A query string that reads well in an address bar: colons, commas and slashes stay as they are. */
export function queryString(params: readonly [string, string][]): string {
  return params
    .map(([name, value]) => `${name}=${encodeURIComponent(value).replace(/%(2C|3A|2F)/g, (hex) => decodeURIComponent(hex))}`)
    .join("&");
}

export function filterQuery(filter: Filter): string {
  return queryString(filterParams(filter));
}
