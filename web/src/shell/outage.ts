/** One line over everything while the service does not answer. */

import type { AnalysisAnswer } from "../analyses/follow";
import type { Answers } from "../data/answers";
import type { Resource } from "../data/resource";
import { button, el } from "../dom";

export interface Outage {
  root: HTMLElement;
  /** Says that the map lacks tiles, or no longer. */
  setTilesMissing: (missing: boolean) => void;
  /** Adds to what "Try again" does. */
  onRetry: (act: () => void) => void;
}

export function outage(answers: Answers): Outage {
  const retries = [answers.retry];
  const text = el("span");
  const again = button("Try again", { class: "plain small" }, () => {
    for (const retry of retries) retry();
  });
  const root = el("div", { class: "outage", role: "alert", hidden: true }, text, again);
  let tilesMissing = false;
  const draw = (): void => {
    const { error } = answers.summary.answer;
    const said = error !== null ? `${error.message} What is shown may answer an earlier question.` : tilesMissing ? "Parts of the map could not be loaded." : "";
    text.textContent = said;
    root.hidden = said === "";
  };
  answers.summary.subscribe(draw);
  return {
    root,
    setTilesMissing: (missing) => {
      tilesMissing = missing;
      draw();
    },
    onRetry: (act) => {
      retries.push(act);
    },
  };
}

/** A thin line that moves while any answer is awaited. */
export function progress(answers: Answers, analysis: Resource<AnalysisAnswer>): HTMLElement {
  const root = el("div", { class: "progress", "aria-hidden": "true" });
  const { summary, density, areas, repeats, card } = answers;
  const watched = [summary, density, areas, repeats, card];
  const draw = (): void => {
    root.classList.toggle("busy", analysis.answer.loading || watched.some((resource) => resource.answer.loading));
  };
  analysis.subscribe(draw);
  for (const resource of watched) resource.subscribe(draw);
  return root;
}
