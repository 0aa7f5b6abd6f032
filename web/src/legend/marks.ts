/** The legends of what lies above the ground: points and lines. */

import type { About } from "../api/types";
import type { Answers } from "../data/answers";
import { el } from "../dom";
import { count, windowOf } from "../format";
import { CONTOUR, INCIDENTS, KINDS, OTHER_KIND, REPEAT } from "../palette";
import type { Store } from "../state/store";
import type { View } from "../state/view";

type Line = (Node | string)[];

export function markLegend(store: Store<View>, about: About, answers: Answers): HTMLElement {
  const root = el("div", { class: "legend-marks" });
  const draw = (): void => {
    const { overlays } = store.value;
    const lines: Line[] = [
      ...(overlays.includes("repeats") ? [repeats(answers, store.value, about)] : []),
      ...(overlays.includes("incidents") ? incidents(about) : []),
      ...(overlays.includes("contours") ? [[mark(CONTOUR, "line"), "Density at the classes’ bounds"]] : []),
    ];
    root.replaceChildren(...lines.map((line) => el("p", {}, ...line)));
    root.hidden = lines.length === 0;
  };
  answers.repeats.subscribe(draw);
  store.watch((view) => [view.overlays, view.filter], draw);
  return root;
}

function repeats(answers: Answers, view: View, about: About): Line {
  const { value } = answers.repeats.answer;
  if (value === null) return [mark(REPEAT, "dot"), "Repeat locations"];
  const snapped = value.items.some((item) => item.snapped) ? " A map point is a street, not an address." : "";
  const first = `The ${count(value.items.length)} locations with most incidents, first ten numbered`;
  return [mark(REPEAT, "dot"), `${first}. ${value.method}; ${windowOf(view.filter, about.span)}.${snapped}`];
}

function incidents(about: About): Line[] {
  const kinds = new Map(about.categories.map(({ kind, kind_label }) => [kind, kind_label]));
  const keys = [...kinds].map(([kind, label]) => el("span", { class: "key" }, mark(KINDS[kind] ?? OTHER_KIND, "dot"), label));
  const snapped = about.snapped_fraction > 0.5 ? " A map point is a street, not an address." : "";
  return [[mark(INCIDENTS, "dot"), `Incidents near each other: larger is more.${snapped}`], keys];
}

function mark(colour: string, shape: "dot" | "line"): HTMLElement {
  const element = el("span", { class: `mark ${shape}`, "aria-hidden": "true" });
  element.style.backgroundColor = colour;
  return element;
}
