/** The questions that can be asked, in plain words, each with the method that answers it. */

import { button, el } from "../dom";
import type { AnalysisId } from "../state/analysis";
import { analysisOf, GROUPS } from "./registry";

export function analysisList(open: (id: AnalysisId) => void): HTMLElement {
  const root = el("div", { class: "questions" });
  for (const { title, ids } of GROUPS) {
    const list = el("ul");
    for (const id of ids) {
      const { question, name } = analysisOf(id);
      const item = button(el("span", { class: "question" }, question), { class: "question-button", "data-analysis": id }, () => { open(id); });
      item.append(el("span", { class: "quiet" }, name));
      list.append(el("li", {}, item));
    }
    root.append(el("section", {}, el("h3", {}, title), list));
  }
  root.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const items = [...root.querySelectorAll<HTMLElement>(".question-button")];
    const at = items.findIndex((item) => item === document.activeElement);
    if (step === undefined || at === -1) return;
    event.preventDefault();
    items[at + step]?.focus();
  });
  return root;
}
