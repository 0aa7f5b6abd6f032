/** The legend of what is expected: unit, window, method and origin; and whether the plain count stands in its place. */

import type { RiskLegend } from "../api/forecasts";
import { waiting } from "../analyses/wait";
import { type Forecasts, shownForecast } from "../data/forecasts";
import { el } from "../dom";
import { count, day } from "../format";
import { period } from "../forecasts/words";
import { RISK } from "../palette";
import { failed } from "../shell/states";
import type { Store } from "../state/store";
import type { View } from "../state/view";
import { noteList, notDrawn, scale } from "./scale";

export function riskLegend(store: Store<View>, forecasts: Forecasts): HTMLElement {
  const root = el("div", { class: "legend-part", hidden: true });
  const draw = (): void => {
    const { value, error, job } = forecasts.legend.answer;
    if (error !== null) root.replaceChildren(failed(error, forecasts.retry));
    else if (value === null) root.replaceChildren(el("p", { class: "note" }, job === null ? "Loading…" : waiting(job.doneFraction)));
    else root.replaceChildren(...contents(value, forecasts, store.value));
  };
  forecasts.legend.subscribe(draw);
  forecasts.list.subscribe(draw);
  return root;
}

function contents(legend: RiskLegend, forecasts: Forecasts, view: View): HTMLElement[] {
  const forecast = shownForecast(forecasts, view);
  const named = forecast?.shifts.schemes.flatMap(({ shifts }) => shifts).find(({ id }) => id === legend.shift)?.label;
  const window = legend.window === null ? "" : period(legend.window);
  const origin = forecast === null ? "" : `${day(forecast.origin)}; learned from ${count(legend.incidents)} incidents before it`;
  const heading = el("h3", { class: "legend-unit" }, legend.model === "plain" ? "Plain count: " : "", legend.unit);
  const replay = legend.replay ? [el("p", { class: "replay-line" }, "Replay: made after its period had begun.")] : [];
  if (legend.breaks.length === 0) return [heading, ...replay, el("p", { class: "note" }, "Nothing is expected anywhere: nothing is drawn.")];
  return [
    heading,
    ...replay,
    scale(legend.breaks, RISK),
    noteList([
      ["Window", named === undefined ? window : `${window}, ${named}`],
      ["Method", legend.method],
      ["Origin", origin],
      ["Not drawn", notDrawn(legend.breaks)],
      ["Places", legend.snapped_note ?? ""],
    ]),
  ];
}
