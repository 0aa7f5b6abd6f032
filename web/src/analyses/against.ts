/** What the filtered incidents are compared with: another time, another kind. */

import type { About } from "../api/types";
import { shiftDays, shiftMonths } from "../format";
import { type Filter, filterQuery } from "../state/filter";
import type { View } from "../state/view";
import type { Option } from "./analysis";

/** The dates of a comparison, half-open. */
export interface Dates {
  from: string;
  to: string;
}

/** The filter's dates; without any, the data's latest twelve whole months, so that there is a year before to compare with. */
export function datesOf(filter: Pick<Filter, "from" | "to">, about: Pick<About, "span">): Dates {
  const { span } = about;
  const end = span === null ? "2000-01-01" : shiftMonths(shiftDays(span.to, -7), 1);
  if (filter.from === null && filter.to === null) return { from: shiftMonths(end, -12), to: end };
  return { from: filter.from ?? span?.from ?? shiftMonths(end, -12), to: filter.to ?? span?.to ?? end };
}

/** The same civil days a year before; 29 February becomes the 28th. */
export function yearBefore({ from, to }: Dates): Dates {
  const back = (iso: string): string => `${Number(iso.slice(0, 4)) - 1}${iso.slice(4) === "-02-29" ? "-02-28" : iso.slice(4)}`;
  return { from: back(from), to: back(to) };
}

/** As many days, or whole months where both ends are the first of a month, straight before. */
export function justBefore({ from, to }: Dates): Dates {
  if (from.endsWith("-01") && to.endsWith("-01")) {
    const months = (Number(to.slice(0, 4)) - Number(from.slice(0, 4))) * 12 + Number(to.slice(5, 7)) - Number(from.slice(5, 7));
    return { from: shiftMonths(from, -months), to: from };
  }
  const days = Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000);
  return { from: shiftDays(from, -days), to: from };
}

const KIND = "kind:";

/** A choice of kinds of incident that the filter does not name itself. */
function otherKinds(about: About, { filter }: View): (readonly [string, string])[] {
  const kinds = new Map(about.categories.map(({ kind, kind_label }) => [kind, kind_label]));
  return [...kinds].filter(([kind]) => filter.categories.length !== 1 || filter.categories[0] !== kind).map(([kind, label]) => [KIND + kind, label] as const);
}

/** Compared with another time. */
export const againstTime: Option = {
  name: "against",
  label: "Compared with",
  choices: (about, view) => [["year", "The same dates a year before"], ["before", "The time just before"], ...otherKinds(about, view).map(([value, label]) => [value, `${label}, same dates`] as const)],
  usual: () => "year",
};

/** Compared with everything, or with another kind. */
export const againstKind: Option = {
  name: "against",
  label: "Compared with",
  choices: (about, view) => [
    ...about.layers.filter(({ with_population: residents }) => residents).map(({ name }) => [`residents:${name}`, `Residents, by ${name}`] as const),
    ["all", "All other incidents"] as const,
    ...otherKinds(about, view),
  ],
  usual: (about) => {
    // The finest layer says most about where people live.
    const [finest] = about.layers.filter(({ with_population: residents }) => residents).sort((a, b) => b.areas - a.areas);
    return finest === undefined ? "all" : `residents:${finest.name}`;
  },
};

/** The filter that `choice` compares `filter` with, as the query string that `against` takes. */
export function againstQuery(choice: string, filter: Filter, dates: Dates): string {
  if (choice === "year") return filterQuery({ ...filter, ...yearBefore(dates) });
  if (choice === "before") return filterQuery({ ...filter, ...justBefore(dates) });
  const categories = choice.startsWith(KIND) ? [choice.slice(KIND.length)] : [];
  return filterQuery({ ...filter, ...dates, categories });
}
