/** Where the series changes level for good: often a change of how things are recorded, and no two sides of it compare. */

import { seriesChart } from "../charts/series";
import { el } from "../dom";
import { count, measure, month } from "../format";
import { filterParams } from "../state/filter";
import { categoryLabel } from "./options-common";
import type { Analysis, Answered } from "./analysis";

interface Change {
  last_before: string;
  first_after: string;
  at: string;
  level_before: number;
  level_after: number;
  ratio: number | null;
  low: number | null;
  high: number | null;
  across_gap: boolean;
}

interface Series {
  id: string;
  label: string;
  months: { month: string; count: number; level: number }[];
  changes: Change[];
}

interface RecordingChanges extends Answered {
  series: Series[];
}

/** "Jan 2025: from 2,809 to 1,262 a month (×0.45, 0.43 to 0.47), after months without data". */
export function changeSentence(change: Change): string {
  const ratio = change.ratio === null ? "from none" : `×${measure(change.ratio)}, ${measure(change.low ?? 0)} to ${change.high === null ? "any" : measure(change.high)}`;
  return `${month(change.first_after)}: from ${count(change.level_before)} to ${count(change.level_after)} a month (${ratio})${change.across_gap ? ", after months without data" : ""}`;
}

export const recordingChanges: Analysis<RecordingChanges> = {
  id: "recording-changes",
  question: "Has the way of recording changed?",
  name: "Change points in the force-wide series",
  options: [],
  pictured: false,
  request: ({ view }) => ({ path: "recording-changes", params: filterParams(view.filter) }),
  nothing: ({ series }) => (series.length === 0 ? "There are too few months to look for changes." : null),
  show({ series }, { about }) {
    const changed = series.filter(({ changes }) => changes.length > 0);
    const steady = series.filter(({ changes }) => changes.length === 0);
    const parts = changed.map(({ label: id, months, changes }) => {
      const label = categoryLabel(about, id);
      return el(
        "section",
        {},
        el("h3", {}, label),
        seriesChart({
          label: `${label} by month. ${changes.map(changeSentence).join(". ")}`,
          points: months.map(({ month: name, count: value }) => ({ month: name, value })),
          levels: months.map(({ month: name, level }) => ({ month: name, value: level })),
          marks: changes.map((change) => ({ month: change.first_after, label: changeSentence(change) })),
        }),
        el("ul", { class: "sentences" }, ...changes.map((change) => el("li", {}, changeSentence(change)))),
      );
    });
    return [...parts, ...(steady.length === 0 ? [] : [el("p", { class: "note" }, `No change of level: ${steady.map(({ label }) => categoryLabel(about, label)).join(", ")}.`)])];
  },
};
