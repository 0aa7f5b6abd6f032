/** The card of one cell of a forecast: how many incidents, how sure, why, and what a plain count says. */

import type { RiskPoint, ShiftRisk } from "../api/forecasts";
import type { About } from "../api/types";
import { el } from "../dom";
import { replayBadge } from "../forecasts/list";
import { addingUp, between, chanceWords, digitsOf, expectedWords, hoursUnknown, ordinal, period, plainWords, timesIn } from "../forecasts/words";
import { count, measure, percent, plural, readable } from "../format";
import { mainLayer } from "../state/layers";
import type { View } from "../state/view";
import { type Basis, basisOf } from "./basis";
import { figure, figures, part } from "./parts";
import { whyList } from "./why";

export function riskTitle({ areas }: RiskPoint, about: About): string {
  return `Expected in ${areas?.[mainLayer(about)?.name ?? ""] ?? "this cell"}`;
}

/** What a card needs beside its answer. */
export interface RiskSurroundings {
  /** The filter that the forecast was made for, as a query. */
  filter: string;
  view: View;
  follow: (to: Partial<View>) => void;
}

export function riskCard(card: RiskPoint, surroundings: RiskSurroundings): HTMLElement[] {
  const { plain, interval_fraction: sure } = card;
  const areas = [...new Set(Object.values(card.areas ?? {}))];
  return [
    el("p", { class: "card-when" }, whenSaid(card), card.replay && replayBadge()),
    figures(
      figure(expectedWords(card.expected), `expected: ${between(card.low, card.high)}, ${timesIn(sure)}`),
      figure(ordinal(card.rank), `of ${count(card.cells)} cells`),
      figure(expectedWords(plain.expected), `by the plain count, ${ordinal(plain.rank)}`),
    ),
    el("p", {}, `The chance of at least one is ${chanceWords(card.at_least_one_fraction)}. ${sofar(card)}`),
    why(card, surroundings),
    shifts(card),
    part("Plain counts", counts(card)),
    el("p", { class: "note" }, readable(card.finding.caveat)),
    el("p", { class: "quiet" }, `Cell of ${measure(card.area_km2)} km²${areas.length > 0 ? ` in ${areas.join(", ")}` : ""}. Forecast ${count(card.forecast)} of the ledger.`),
  ];
}

/** The period, and the shift where one is chosen. */
function whenSaid(card: RiskPoint): string {
  const shift = card.shifts?.find(({ id }) => id === card.shift)?.label;
  return shift === undefined ? period(card) : `${period(card)}, ${shift}`;
}

/** Without hours there may be no days either: a month's incidents are not of its last 28 days. */
function sofar({ counts: { last_28_days: recent, last_365_days: year, all }, shifts: known }: RiskPoint): string {
  if (all === 0) return "No incident is recorded here so far.";
  const days = known === null ? "" : `${count(recent)} in the last 28 days, `;
  return `Here so far: ${days}${count(year)} in the last year, ${count(all)} in all.`;
}

function why(card: RiskPoint, { filter, view, follow }: RiskSurroundings): HTMLElement {
  if (card.why.length === 0) return part("Why this place", el("p", { class: "note" }, card.why_note ?? "This model does not tell its parts."));
  const digits = digitsOf(card.expected);
  const values = addingUp(card.why.map(({ expected }) => expected), card.expected, digits);
  const rows = card.why.map((one, index) => ({ ...one, shown: values[index] ?? one.expected, basis: basisOf(one.part, card, filter, view) }));
  return part("Why this place", whyList(rows, card.expected, digits, (basis: Basis) => { follow(basis.to); }));
}

/** The shifts of day and night, and the busiest of the finer ones folded; the plain word where hours are not known. */
function shifts({ shifts: list, shifts_note: note }: RiskPoint): HTMLElement {
  if (list === null || list.length === 0) return part("When", el("p", { class: "note" }, hoursUnknown(note)));
  const coarse = list.filter(({ scheme }) => scheme === list[0]?.scheme);
  const fine = list.filter(({ scheme }) => scheme !== list[0]?.scheme);
  const fold = fine.length === 0 ? null : el("details", { class: "reports-fold" }, el("summary", {}, "The busiest shifts of the week"), shiftRows(fine));
  return part("When", shiftRows(coarse), fold);
}

function shiftRows(shifts: readonly ShiftRisk[]): HTMLElement {
  const busiest = [...shifts].sort((a, b) => b.expected - a.expected).slice(0, 6);
  const most = Math.max(...busiest.map(({ share_fraction: share }) => share));
  return el("ul", { class: "bars wrapped" }, ...busiest.map((shift) => shiftRow(shift, most)));
}

function shiftRow({ label, share_fraction: share, expected, county_share_fraction: everywhere }: ShiftRisk, most: number): HTMLElement {
  const bar = el("span", { class: "bars-bar", "aria-hidden": "true" });
  bar.style.width = `${((share / Math.max(1e-12, most)) * 100).toFixed(1)}%`;
  const title = `${percent(everywhere)} of all incidents fall into this shift`;
  return el("li", { title }, el("span", { class: "bars-label" }, label), el("span", { class: "bars-count" }, `${expectedWords(expected)} · ${percent(share)}`), bar);
}

/** Every plain count beside the one that was chosen beforehand. */
function counts({ plain, plain_counts: all }: RiskPoint): HTMLElement {
  const rows = el("dl", { class: "fields" });
  for (const { name, expected } of all) rows.append(el("dt", {}, plainWords(name), name === plain.name ? " (chosen)" : ""), el("dd", {}, expectedWords(expected)));
  return el("details", { class: "reports-fold" }, el("summary", {}, `What ${plural(all.length, "plain count")} would say`), rows);
}
