/** One line over everything while the service does not answer. */

import type { Answers } from "../data/answers";
import { button, el } from "../dom";

export function outage(answers: Answers): HTMLElement {
  const text = el("span");
  const root = el("div", { class: "outage", role: "alert", hidden: true }, text, button("Try again", { class: "plain small" }, answers.retry));
  answers.summary.subscribe(({ error }) => {
    root.hidden = error === null;
    text.textContent = error === null ? "" : `${error.message} What is shown may be of an earlier question.`;
  });
  return root;
}

/** A thin line that moves while any answer is awaited. */
export function progress(answers: Answers): HTMLElement {
  const root = el("div", { class: "progress", "aria-hidden": "true" });
  const { summary, density, areas, repeats, card } = answers;
  const watched = [summary, density, areas, repeats, card];
  const draw = (): void => {
    root.classList.toggle("busy", watched.some((resource) => resource.answer.loading));
  };
  for (const resource of watched) resource.subscribe(draw);
  return root;
}
