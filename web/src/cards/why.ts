/** Why a place is expected to have incidents: each part in words, with a small bar, adding up to the risk. */

import type { Why } from "../api/forecasts";
import { el } from "../dom";
import { readable } from "../format";
import { PARTS } from "../palette";
import type { Basis } from "./basis";

export interface WhyRow extends Why {
  /** Rounded so that the parts add up to the whole as it is shown. */
  shown: number;
  basis: Basis | null;
}

/** `digits`: decimals of every number, so that a reader can add them up. */
export function whyList(rows: readonly WhyRow[], total: number, digits: number, follow: (basis: Basis) => void): HTMLElement {
  const most = Math.max(1e-12, ...rows.map(({ expected }) => Math.abs(expected)));
  const list = el("ul", { class: "why" });
  for (const { label, words, expected, shown, basis } of rows) {
    const bar = el("span", { class: "why-bar", "aria-hidden": "true" });
    bar.style.width = `${((Math.abs(expected) / most) * 100).toFixed(1)}%`;
    bar.style.backgroundColor = expected < 0 ? PARTS.takes : PARTS.adds;
    list.append(
      el(
        "li",
        {},
        el("span", { class: "why-head" }, el("span", { class: "why-label" }, label), el("span", { class: "why-value" }, signed(shown, digits))),
        el("span", { class: "why-track" }, bar),
        el("span", { class: "why-words" }, readable(words), basis !== null && " ", basis !== null && link(basis, follow)),
      ),
    );
  }
  list.append(el("li", { class: "why-total" }, el("span", { class: "why-head" }, el("span", { class: "why-label" }, "Together"), el("span", { class: "why-value" }, total.toFixed(digits)))));
  return list;
}

/** A part that takes away has its sign. */
function signed(value: number, digits: number): string {
  return `${value < 0 ? "−" : ""}${Math.abs(value).toFixed(digits)}`;
}

/** A link that can be opened beside, or followed in the page. */
function link(basis: Basis, follow: (basis: Basis) => void): HTMLElement {
  const anchor = el("a", { href: basis.href }, basis.label);
  anchor.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    follow(basis);
  });
  return anchor;
}
