/** The forecast on the map: what of it is shown, what it expects, and where most. */

import type { Forecast } from "../api/forecasts";
import { button, el } from "../dom";
import { count, readable } from "../format";
import type { ForecastSettings } from "../state/view";
import { madeAt } from "./about";
import { hoursUnknown, kindOf, period, plainWords } from "./words";

export type Change = (change: Partial<ForecastSettings>) => void;

/** The period, and that it is a replay, before anything else is said of it. */
export function shownHead(forecast: Forecast): HTMLElement[] {
  return [
    el("h3", { class: "forecast-period" }, period(forecast)),
    el("p", { class: "quiet" }, `${kindOf(forecast)}. ${count(forecast.expected)} incidents expected in all.`),
    ...(forecast.replay ? [el("p", { class: "finding-warning", role: "note" }, el("strong", {}, "Replay. "), readable(forecast.replay_note ?? `Made on ${madeAt(forecast)}, after its period had begun.`))] : []),
  ];
}

/** Ours or the plain count: one press swaps the map. */
export function modelSwitch({ plain: name }: Pick<Forecast, "plain">, { plain }: Pick<ForecastSettings, "plain">, change: Change): HTMLElement {
  const choice = (label: string, value: boolean): HTMLElement => button(label, { class: "plain", "aria-pressed": String(plain === value) }, () => { change({ plain: value }); });
  return el(
    "div",
    { class: "model-switch" },
    el("div", { role: "group", "aria-label": "On the map", class: "model-buttons" }, choice("Our forecast", false), choice("Plain count", true)),
    el("p", { class: "note" }, plain ? `On the map: the ${plainWords(name)}. No model, only a count of what was.` : `Press Plain count to see the ${plainWords(name)} instead.`),
  );
}

/** The whole period or one shift of it; the plain word where hours are not known. */
export function shiftChoice({ shifts }: Pick<Forecast, "shifts">, { shift }: Pick<ForecastSettings, "shift">, change: Change): HTMLElement {
  if (!shifts.known || shifts.schemes.length === 0) return el("p", { class: "note" }, hoursUnknown(shifts.note));
  const control = el("select", {}, el("option", { value: "" }, "The whole period"));
  for (const { label, shifts: members } of shifts.schemes) {
    control.append(el("optgroup", { label }, ...members.map(({ id, label: name }) => el("option", { value: id, selected: id === shift }, name))));
  }
  control.addEventListener("change", () => { change({ shift: control.value === "" ? null : control.value }); });
  return el("label", { class: "field" }, el("span", {}, "Hours"), control);
}
