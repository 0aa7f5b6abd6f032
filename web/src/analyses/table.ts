/** Tables whose rows are tied to the map: a pointer over a row points at it there, a press goes there. */

import type { Bounds, LngLatPair } from "../api/types";
import { button, el } from "../dom";
import { count } from "../format";
import type { Selection } from "../state/view";
import type { Page } from "./analysis";

export interface Column {
  name: string;
  /** Numbers stand right. */
  number?: boolean;
  /** What the heading means, where its words are short. */
  title?: string;
  width?: string;
}

export interface Row {
  /** The first is the row's name. */
  cells: readonly (Node | string)[];
  /** A quiet second line under the name. */
  detail?: string;
  selection?: Selection;
  /** Where the map goes when the row is pressed. */
  to?: LngLatPair | Bounds | null;
  /** What stands out on the map while a pointer rests on the row. */
  points?: { feature: string } | { value: string };
}

/** With `first`, the rows after so many stay away until they are asked for. */
export function resultTable(caption: string, columns: readonly Column[], rows: readonly Row[], page: Page, first = rows.length): HTMLElement {
  const heads = columns.map(({ name, number, title, width }) => {
    const head = el("th", { scope: "col", class: number === true ? "number" : null, title }, name);
    if (width !== undefined) head.style.width = width;
    return head;
  });
  const made = rows.map((row) => tableRow(row, columns, page));
  for (const row of made.slice(first)) row.hidden = true;
  const body = el("tbody", {}, ...made);
  body.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const buttons = [...body.querySelectorAll<HTMLElement>("tr:not([hidden]) .row-button")];
    const at = buttons.findIndex((other) => other === document.activeElement);
    if (step === undefined || at === -1) return;
    event.preventDefault();
    buttons[at + step]?.focus();
  });
  const table = el("table", { class: "result-table" }, caption !== "" && el("caption", {}, caption), el("thead", {}, el("tr", {}, ...heads)), body);
  if (rows.length <= first) return table;
  const more = button(`Show all ${count(rows.length)}`, { class: "plain small" }, () => {
    for (const row of made) row.hidden = false;
    more.remove();
  });
  return el("div", { class: "table-with-more" }, table, more);
}

const keyOf = ({ kind, id }: Selection): string => `${kind}:${id}`;

function tableRow(row: Row, columns: readonly Column[], page: Page): HTMLElement {
  const { cells, detail, selection, to, points } = row;
  const [first = "", ...rest] = cells;
  const acts = selection !== undefined || to != null;
  const name = acts ? el("button", { type: "button", class: "row-button" }, first) : el("span", { class: "row-name" }, first);
  const element = el(
    "tr",
    { class: acts ? "acts" : null, "data-key": selection === undefined ? null : keyOf(selection) },
    el("td", {}, name, detail !== undefined && el("span", { class: "row-detail" }, detail)),
    ...rest.map((cell, index) => el("td", { class: columns[index + 1]?.number === true ? "number" : null }, cell)),
  );
  if (acts) {
    element.addEventListener("click", () => {
      if (selection !== undefined) page.select(selection);
      if (to != null) page.go(to);
      else if (selection?.kind === "area") page.goToArea(selection.id);
    });
  }
  if (points !== undefined) {
    for (const [type, at] of [["pointerenter", points], ["pointerleave", null], ["focusin", points], ["focusout", null]] as const) {
      element.addEventListener(type, () => { page.point(at); });
    }
  }
  return element;
}

/** Marks the row of what is selected, and brings it into sight. */
export function highlightRows(root: HTMLElement, selection: Selection | null): void {
  const wanted = selection === null ? null : keyOf(selection);
  for (const row of root.querySelectorAll<HTMLElement>("tr[data-key]")) {
    const chosen = row.dataset.key === wanted;
    row.classList.toggle("selected", chosen);
    if (chosen) {
      row.hidden = false;
      row.setAttribute("aria-current", "true");
      row.scrollIntoView({ block: "nearest" });
    } else {
      row.removeAttribute("aria-current");
    }
  }
}
