/** The frame of one filter: a heading that folds it, a note of what is set, a way to clear it. */

import { button, el } from "../dom";

export interface Section {
  root: HTMLElement;
  body: HTMLElement;
  /** Shows what is set; `null` when nothing is. */
  setState: (said: string | null) => void;
}

export function section(title: string, open: boolean, clear: () => void): Section {
  const said = el("span", { class: "section-said" });
  const reset = button("Clear", { class: "link section-clear", hidden: true, "aria-label": `Clear ${title.toLowerCase()}` }, (event) => {
    event.preventDefault();
    clear();
  });
  const body = el("div", { class: "section-body" });
  const heading = el("summary", {}, el("h2", {}, title), said);
  const root = el("details", { class: "section", open }, heading, body);
  const frame = el("div", { class: "section-frame" }, root, reset);
  return {
    root: frame,
    body,
    setState(state) {
      said.textContent = state ?? "";
      said.title = state ?? "";
      reset.hidden = state === null;
    },
  };
}
