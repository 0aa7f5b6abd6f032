/** Before the first import: what to do next, in commands to copy. */

import { button, el } from "../dom";

const STEPS: readonly (readonly [string, string])[] = [
  ["Import incidents: CSV, GeoJSON, Parquet, or an archive from data.police.uk as it was downloaded", "wherenext import PATH"],
  ["Add areas, so that counts can be read by district or ward", "wherenext areas import FILE --layer district --code CODE --name NAME"],
  ["Or look round a synthetic county first", "wherenext demo"],
];

export function welcome(): HTMLElement {
  const list = el("ol", { class: "welcome-steps" });
  for (const [text, command] of STEPS) list.append(el("li", {}, el("p", {}, text), el("pre", {}, el("code", {}, command))));
  return el(
    "main",
    { class: "welcome" },
    el("h1", {}, "No incidents yet"),
    el("p", {}, "The service runs, and its data folder is empty."),
    list,
    button("Look again", { class: "plain" }, () => {
      window.location.reload();
    }),
  );
}
