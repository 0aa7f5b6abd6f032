/** How the forecasts have done so far, against the best plain count and against hindsight: first a sentence, then the course. */

import type { CoverageRecord, Score, Series, Verdict } from "../api/forecasts";
import { type RecordPoint, recordChart } from "../charts/record";
import { button, el, select } from "../dom";
import { day, measure, percent, plural, readable } from "../format";
import { RECORD } from "../palette";
import { horizonWords, period, plainWords } from "./words";

export interface RecordActs {
  chooseCoverage: (fraction: number) => void;
  showAll: () => void;
}

/** Does ours beat the count? In few words, said whichever way it is, and of replays no more than replays can show. */
export function verdictSaid(verdict: Verdict, onlyReplays: boolean): string {
  const when = onlyReplays ? "In replays" : "So far";
  switch (verdict) {
    case "ahead":
      return `${when}, ours beats the plain count.`;
    case "behind":
      return `${when}, ours does not beat the plain count: the count does better.`;
    case "level":
      return `${when}, ours does not beat the plain count: they are level.`;
    case "too-few":
      return "Too few periods are scored to say whether ours beats the plain count.";
  }
}

/** The record at the coverage asked for, else at the least. */
export function recordAt<T extends { coverage_fraction: number }>(coverages: readonly T[], wanted: number | null): T | null {
  return coverages.find(({ coverage_fraction: fraction }) => fraction === wanted) ?? [...coverages].sort((a, b) => a.coverage_fraction - b.coverage_fraction)[0] ?? null;
}

/** The series' course at one coverage beside one plain count, without periods that the record leaves out. */
export function courseOf(record: readonly Score[], coverage: number, plainName: string | null): RecordPoint[] {
  return record
    .filter(({ counts_in_record: counts }) => counts)
    .flatMap((score) => {
      const at = score.coverages.find(({ coverage_fraction: fraction }) => fraction === coverage);
      if (at === undefined) return [];
      const { ours, oracle } = at;
      const plain = at.plain.find(({ name }) => name === plainName) ?? at.best_plain;
      return [{
        name: period(score),
        replay: score.replay,
        incidents: score.incidents,
        ours: ours.hit_rate,
        low: ours.hit_rate_low ?? null,
        high: ours.hit_rate_high ?? null,
        plain: plain?.hit_rate ?? null,
        oracle: oracle.hit_rate,
      }];
    });
}

/** The head of the panel. */
export function recordParts(series: Series, coverage: number | null, acts: RecordActs): HTMLElement[] {
  const at = recordAt(series.coverages, coverage);
  const all = button("All forecasts and their scores", { class: "plain small" }, acts.showAll);
  if (at === null || series.scored === 0) return [...unscored(series), all];
  return [
    el("p", { class: "finding-statement" }, verdictSaid(at.verdict, series.ahead === 0)),
    figuresOf(at),
    recordChart(courseOf(series.record, at.coverage_fraction, at.best_plain?.name ?? null), labelOf(series, at)),
    ...(series.record.some(({ replay }) => replay) ? [el("p", { class: "note" }, "Hollow dots are replays: made after their period had begun, from what was known before it.")] : []),
    el("p", { class: "finding-caveat" }, readable(series.finding.caveat)),
    el("details", { class: "reports-fold" }, el("summary", {}, "The record in full"), el("p", {}, readable(at.sentence))),
    el("div", { class: "record-foot" }, ground(series, at, acts), all),
  ];
}

/** Nothing scored yet: what that waits for. */
function unscored({ waiting }: Series): HTMLElement[] {
  const periods = waiting === 1 ? "its period" : "their periods";
  return [
    el("p", { class: "finding-statement" }, "No forecast is scored yet: nobody knows whether ours beats the plain count."),
    el("p", {}, `${plural(waiting, "forecast waits", "forecasts wait")} for the incidents of ${periods}: once they are over and imported, the scores come by themselves.`),
  ];
}

function ground({ coverages }: Series, { coverage_fraction: shown }: CoverageRecord, { chooseCoverage }: RecordActs): HTMLElement {
  const said = (fraction: number): string => `${groundWords(fraction)} of ground`;
  if (coverages.length < 2) return el("p", { class: "note" }, `Caught on ${said(shown)}`);
  const choices = coverages.map(({ coverage_fraction: fraction }) => [String(fraction), said(fraction)] as const);
  return select("Caught on", choices, String(shown), (fraction) => { chooseCoverage(Number(fraction)); });
}

/** The three rates, which are the chart's key too. */
function figuresOf(at: CoverageRecord): HTMLElement {
  const { ours, best_plain: plain, oracle } = at;
  const figure = (line: keyof typeof RECORD, fraction: number | null, name: string): HTMLElement => {
    const mark = el("span", { class: `mark record-mark ${line}`, "aria-hidden": "true" });
    mark.style.backgroundColor = RECORD[line];
    return el("div", { class: "figure" }, el("span", { class: "figure-value" }, rate(fraction, "–")), el("span", { class: "figure-name" }, mark, name));
  };
  const three = el(
    "div",
    { class: "figures" },
    figure("ours", ours.hit_rate, "of incidents, ours"),
    figure("plain", plain?.hit_rate ?? null, plain === null ? "plain count" : plainWords(plain.name)),
    figure("oracle", oracle.hit_rate, "hindsight: nobody can do better"),
  );
  return el("div", { class: "record-figures" }, three, el("p", { class: "note" }, paiSaid(at)));
}

/** "PAI 19.7 against 18.3: ×1.08 (1.03 to 1.14)." */
function paiSaid({ ours, best_plain: plain, versus_best_plain: versus }: CoverageRecord): string {
  if (ours.pai === null || plain?.pai == null) return "";
  const interval = versus?.low == null || versus.high === null ? "" : ` (${versus.low.toFixed(2)} to ${versus.high.toFixed(2)})`;
  return `PAI ${measure(ours.pai)} against ${measure(plain.pai)}${versus === null ? "" : `: ×${versus.pai_ratio.toFixed(2)}${interval}`}.`;
}

const rate = (fraction: number | null, none: string): string => (fraction === null ? none : percent(fraction));

/** A part of the ground: 0.01 as "1%". */
const groundWords = (fraction: number): string => `${measure(fraction * 100)}%`;

/** The chart for those who do not see it. */
function labelOf({ record, horizon }: Series, { coverage_fraction: fraction, ours, best_plain: plain, oracle }: CoverageRecord): string {
  const [first] = record;
  const since = first === undefined ? "" : ` since ${day(first.from)}`;
  const rates = `ours ${rate(ours.hit_rate, "none")}, plain count ${rate(plain?.hit_rate ?? null, "none")}, hindsight ${rate(oracle.hit_rate, "none")}`;
  return `Incidents caught on ${groundWords(fraction)} of the ground, each ${horizonWords(horizon)}${since}: ${rates}. The table of all forecasts gives each period's figures.`;
}
