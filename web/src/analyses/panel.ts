/** The analyses' place in the side panel: the list of questions, or the one that is open with its finding first. */

import type { About } from "../api/types";
import type { Resource } from "../data/resource";
import { button, el } from "../dom";
import { readable } from "../format";
import { methodNotes } from "../legend/analysis";
import { empty, failed, loading } from "../shell/states";
import { closed, opened } from "../state/analysis";
import type { Store } from "../state/store";
import type { View } from "../state/view";
import { type Analysis, type Answered, legendOf, type Page } from "./analysis";
import type { AnalysisAnswer } from "./follow";
import { analysisList } from "./list";
import { optionsPanel } from "./options";
import { analysisOf } from "./registry";
import { highlightRows } from "./table";
import { wait } from "./wait";

export function analysesPanel(store: Store<View>, about: About, answer: Resource<AnalysisAnswer>, page: Page): HTMLElement {
  const list = analysisList((id) => {
    store.update(opened(store.value, id, analysisOf(id).pictured));
    back.focus();
  });
  const back = button("‹ All questions", { class: "link" }, () => {
    const id = store.value.analysis?.id;
    store.update(closed(store.value));
    list.querySelector<HTMLElement>(`[data-analysis="${id ?? ""}"]`)?.focus();
  });
  const question = el("h2", { class: "analysis-question" });
  const name = el("p", { class: "quiet" });
  const waiting = wait(() => { answer.cancel(); }, () => { answer.again(); });
  const finding = el("div", { class: "finding", role: "status" });
  const body = el("div", { class: "analysis-body" });
  const one = el("article", { class: "analysis" }, el("header", {}, back, question, name), waiting.root, finding, optionsPanel(store, about), body);
  const root = el("section", { class: "analyses", "aria-label": "Analyses" }, list, one);

  let drawn: AnalysisAnswer | null = null;
  const draw = (): void => {
    const { analysis } = store.value;
    list.hidden = analysis !== null;
    one.hidden = analysis === null;
    if (analysis === null) {
      drawn = null;
      return;
    }
    const open = analysisOf(analysis.id);
    question.textContent = open.question;
    name.textContent = open.name;
    const { value, error, loading: busy, cancelled, job } = answer.answer;
    waiting.show({ loading: busy, cancelled, job });
    root.setAttribute("aria-busy", String(busy));
    const shown = value?.id === analysis.id ? value : null;
    if (error !== null) {
      finding.replaceChildren();
      body.replaceChildren(failed(error, () => { answer.again(); }));
    } else if (shown === null) {
      finding.replaceChildren();
      body.replaceChildren(...(cancelled || job !== null ? [] : [loading("the answer")]));
    } else if (shown !== drawn) {
      finding.replaceChildren(...findingParts(shown.result));
      body.replaceChildren(...contents(open, shown, page));
      highlightRows(body, page.selected());
    }
    drawn = error === null ? shown : null;
  };
  answer.subscribe(draw);
  store.watch((view) => view.analysis, () => {
    root.scrollTop = 0;
    draw();
  });
  store.watch((view) => view.selection, () => { highlightRows(body, page.selected()); });
  return root;
}

function findingParts({ finding: { statement, caveat }, warnings = [] }: Answered): HTMLElement[] {
  return [
    el("p", { class: "finding-statement" }, readable(statement)),
    el("p", { class: "finding-caveat" }, readable(caveat)),
    ...warnings.map((warning) => el("p", { class: "finding-warning", role: "note" }, readable(warning))),
  ];
}

function contents(analysis: Analysis, { asked, result }: AnalysisAnswer, page: Page): Node[] {
  const nothing = analysis.nothing?.(result) ?? null;
  const shown = nothing === null ? analysis.show(result, asked, page) : [empty(nothing)];
  return [...shown, el("section", { class: "analysis-method" }, el("h3", {}, "How this was found"), methodNotes(legendOf(analysis, result), asked), ...(result.notes ?? []).map((note) => el("p", { class: "note" }, note)))];
}
