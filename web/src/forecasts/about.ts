/** What a stored forecast is and rests on: enough to repeat it, and to see that it was not changed. */

import type { ForecastDetail } from "../api/forecasts";
import { facts } from "../analyses/facts";
import { el } from "../dom";
import { count, day } from "../format";
import { gridWords, horizonWords, plainWords } from "./words";

/** `documents`: links to what is published of its model. */
export function aboutForecast(forecast: ForecastDetail, documents: HTMLElement[]): HTMLElement {
  const { version, seed, interval } = forecast;
  const parameters = el("details", { class: "reports-fold" }, el("summary", {}, "What was chosen and fitted"), el("pre", { class: "parameters" }, JSON.stringify(forecast.parameters, null, 1)));
  return el(
    "section",
    {},
    el("h3", {}, "How this forecast was made"),
    el("p", {}, forecast.model_description),
    ...documents,
    facts([
      ["Number", `${forecast.id} in the ledger`],
      ["Made", madeAt(forecast)],
      ["Origin", day(forecast.origin)],
      ["Reaches", horizonWords(forecast.horizon)],
      ["Cells", `${count(forecast.cells)} ${gridWords(forecast.grid)}`],
      ["Learned from", `${count(forecast.data_incidents)} incidents${forecast.data_to === null ? "" : ` before ${day(forecast.data_to)}`}`],
      ["Plain count", plainWords(forecast.plain)],
      ["Intervals", interval.distribution.replaceAll("-", " ")],
      ["Version, seed", `${version}, ${seed}`],
      ["Data", short(forecast.data_fingerprint)],
      ["Hash", short(forecast.hash)],
    ]),
    parameters,
  );
}

/** "28 Feb 2021, 21:04 UTC". */
export function madeAt({ made_at: at }: Pick<ForecastDetail, "made_at">): string {
  return `${day(at)}, ${at.slice(11, 16)} UTC`;
}

const short = (hex: string): string => (hex.length > 16 ? `${hex.slice(0, 16)}…` : hex);
