/** The legends of what lies above the ground: points and lines. */

import type { About } from "../api/types";
import type { Answers } from "../data/answers";
import { el } from "../dom";
import { count, measure, windowOf } from "../format";
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
      ...(overlays.includes("incidents") ? incidents(store.value, about) : []),
      ...(overlays.includes("contours") ? [contours(answers)] : []),
    ];
    root.replaceChildren(...lines.map((line) => el("p", {}, ...line)));
    root.hidden = lines.length === 0;
  };
  answers.repeats.subscribe(draw);
  answers.density.subscribe(draw);
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

function incidents(view: View, about: About): Line[] {
  const kinds = new Map(about.categories.map(({ kind, kind_label }) => [kind, kind_label]));
  const keys = [...kinds].map(([kind, label]) => el("span", { class: "key" }, mark(KINDS[kind] ?? OTHER_KIND, "dot"), label));
  const snapped = about.snapped_fraction > 0.5 ? " A map point is a street, not an address." : "";
  const said = `Incidents, ${windowOf(view.filter, about.span)}: counted together from afar (larger is more), one by one from near.${snapped}`;
  return [[mark(INCIDENTS, "dot"), said], keys];
}

function contours(answers: Answers): Line {
  const { value } = answers.density.answer;
  if (value === null) return [mark(CONTOUR, "line"), "Contours of density"];
  const at = value.breaks.map(measure).join(", ");
  return [mark(CONTOUR, "line"), `Contours at ${at} ${value.unit}. ${value.method}; ${windowOf(value.window ?? { from: null, to: null }, null)}`];
}

function mark(colour: string, shape: "dot" | "line"): HTMLElement {
  const element = el("span", { class: `mark ${shape}`, "aria-hidden": "true" });
  element.style.backgroundColor = colour;
  return element;
}
