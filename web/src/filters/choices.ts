/** A list of tick boxes with counts and a bar behind each: unticked everywhere means everything. */

import { el } from "../dom";
import { count } from "../format";

export interface Choice {
  id: string;
  label: string;
  count: number;
}

export interface ChoiceRow {
  root: HTMLElement;
  input: HTMLInputElement;
}

/** One row; `share` (0 to 1) is the length of its bar. */
export function choiceRow(choice: Choice, checked: boolean, share: number, change: (checked: boolean) => void): ChoiceRow {
  const input = el("input", { type: "checkbox", checked, value: choice.id });
  input.addEventListener("change", () => {
    change(input.checked);
  });
  const bar = el("span", { class: "choice-bar", "aria-hidden": "true" });
  bar.style.width = `${(share * 100).toFixed(1)}%`;
  const root = el(
    "label",
    { class: "choice" },
    input,
    el("span", { class: "choice-label", title: choice.label }, choice.label),
    el("span", { class: "choice-count" }, count(choice.count)),
    bar,
  );
  return { root, input };
}

/** The list with `id` put in or taken out. */
export function toggled(list: readonly string[], id: string, on: boolean): string[] {
  const others = list.filter((other) => other !== id);
  return on ? [...others, id] : others;
}

/**
 * Puts `rows` into `parent` and the focus back on the row that had it: counts come anew with every answer, and a keyboard
 * user stays where they were.
 */
export function replaceRows(parent: HTMLElement, rows: readonly Node[]): void {
  const active = document.activeElement;
  const held = active instanceof HTMLInputElement && parent.contains(active) ? active.value : null;
  parent.replaceChildren(...rows);
  if (held === null) return;
  for (const input of parent.querySelectorAll("input")) {
    if (input.value === held) input.focus({ preventScroll: true });
  }
}
