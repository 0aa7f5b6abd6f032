/** Figures with their names, one a line. */

import { el } from "../dom";

/** Lines without a value are left out. */
export function facts(lines: readonly (readonly [name: string, value: string | null])[]): HTMLElement {
  const list = el("dl", { class: "fields" });
  for (const [name, value] of lines) {
    if (value !== null) list.append(el("dt", {}, name), el("dd", {}, value));
  }
  return list;
}
