/** The stored forecasts: which period, how far ahead, by what; replays are marked for ever. */

import type { Forecast } from "../api/forecasts";
import { button, el } from "../dom";
import { count, day, percent } from "../format";
import { recordAt } from "./record";
import { kindOf, period, plainWords } from "./words";

/** The mark of a forecast that was made after its period had begun. */
export function replayBadge(): HTMLElement {
  return el("span", { class: "badge replay", title: "Made after its period had begun" }, "Replay");
}

/** What is known of a forecast's fate. */
export function statusOf({ score, to }: Pick<Forecast, "score" | "to">, today: string): string {
  if (score !== null) return score.incidents === 0 ? "No incidents in the period" : "Scored";
  return to > today ? `Not due before ${day(to)}` : "Waits for the incidents of its period";
}

export interface ListActs {
  show: (id: number) => void;
  shown: number | null;
}

/** A short list to choose from; the rest stays away until it is asked for. */
export function forecastList(forecasts: readonly Forecast[], { show, shown }: ListActs, today: string, first = 6): HTMLElement {
  const rows = forecasts.map((forecast) => {
    const name = el("span", { class: "forecast-name" }, period(forecast), forecast.replay && replayBadge());
    const open = button(name, { class: "forecast-row", "aria-current": forecast.id === shown ? "true" : null }, () => { show(forecast.id); });
    open.append(el("span", { class: "row-detail" }, `${kindOf(forecast)} · ${statusOf(forecast, today)}`));
    return el("li", {}, open);
  });
  const chosen = forecasts.findIndex(({ id }) => id === shown);
  for (const row of rows.slice(Math.max(first, chosen + 1))) row.hidden = true;
  const list = el("ul", { class: "forecast-list" }, ...rows);
  if (rows.every((row) => !row.hidden)) return list;
  const more = button(`Show all ${count(rows.length)}`, { class: "plain small" }, () => {
    for (const row of rows) row.hidden = false;
    more.remove();
  });
  return el("div", { class: "table-with-more" }, list, more);
}

const RATES = [
  ["Ours", "Share of the period's incidents on the ground that ours pointed at"],
  ["Count", "The same for the plain count chosen beforehand"],
  ["Best", "The same in hindsight: nobody can do better"],
] as const;

/** Every forecast with what it caught, newest period first. */
export function scoreTable(forecasts: readonly Forecast[], acts: ListActs, coverage: number | null, today: string): HTMLElement {
  const rates = RATES.map(([name, title]) => el("th", { scope: "col", class: "number", title }, name));
  const head = el("tr", {}, el("th", { scope: "col" }, "Forecast"), ...rates);
  const body = el("tbody", {}, ...forecasts.map((forecast) => scoreRow(forecast, acts, coverage, today)));
  body.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const buttons = [...body.querySelectorAll<HTMLElement>(".row-button")];
    const at = buttons.findIndex((other) => other === document.activeElement);
    if (step === undefined || at === -1) return;
    event.preventDefault();
    buttons[at + step]?.focus();
  });
  return el("table", { class: "result-table" }, el("caption", {}, "Press a row to see that forecast on the map."), el("thead", {}, head), body);
}

function scoreRow(forecast: Forecast, { show, shown }: ListActs, coverage: number | null, today: string): HTMLElement {
  const { id, score, replay } = forecast;
  const at = score === null ? null : recordAt(score.coverages, coverage);
  const open = el("button", { type: "button", class: "row-button" }, period(forecast), replay && replayBadge());
  const rates = [at?.ours.hit_rate, at?.best_plain?.hit_rate, at?.oracle.hit_rate];
  const row = el(
    "tr",
    { class: id === shown ? "acts selected" : "acts", "aria-current": id === shown ? "true" : null },
    el("td", {}, open, el("span", { class: "row-detail" }, fateOf(forecast, today))),
    ...rates.map((rate) => el("td", { class: "number" }, rate == null ? "–" : percent(rate))),
  );
  row.addEventListener("click", () => { show(id); });
  if (at?.best_plain != null) row.title = `Plain count: ${plainWords(at.best_plain.name)}`;
  return row;
}

/** "612 expected, 598 came", or what it waits for. */
function fateOf(forecast: Forecast, today: string): string {
  const { score, expected } = forecast;
  if (score === null) return `${count(expected)} expected. ${statusOf(forecast, today)}`;
  const left = score.counts_in_record || score.incidents === 0 ? "" : ", not counted in the record: another was made first";
  return `${count(expected)} expected, ${count(score.incidents)} came${left}`;
}

/** Entries whose chain of hashes holds, in words. */
export function chainSaid(intact: boolean, total: number): string {
  return intact
    ? `The ledger's ${count(total)} entries are as they were stored: the chain of their hashes holds.`
    : "The ledger has been changed after it was written: the chain of its hashes is broken. Do not rely on the record; wherenext forecast --verify names the entry.";
}
