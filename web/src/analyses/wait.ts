/** While an answer is awaited: how far it is once that is known, and a way to stop it. */

import type { Answer } from "../data/resource";
import { button, el } from "../dom";
import { percent } from "../format";

export interface Wait {
  root: HTMLElement;
  show: (answer: Pick<Answer<unknown>, "loading" | "job" | "cancelled">) => void;
}

export function wait(cancel: () => void, again: () => void): Wait {
  const said = el("p", { class: "wait-said", role: "status" });
  const bar = el("progress", { class: "wait-bar", max: 1, "aria-label": "How far the computation is" });
  const stop = button("Cancel", { class: "plain small" }, cancel);
  const restart = button("Compute it", { class: "plain small" }, again);
  const root = el("div", { class: "wait", hidden: true }, said, bar, stop, restart);
  return {
    root,
    show: ({ loading, job, cancelled }) => {
      root.hidden = !(loading && job !== null) && !cancelled;
      bar.hidden = stop.hidden = cancelled;
      restart.hidden = !cancelled;
      said.textContent = cancelled ? "Cancelled. Nothing is being computed." : waiting(job?.doneFraction ?? null);
      if (job?.doneFraction == null) bar.removeAttribute("value");
      else bar.value = job.doneFraction;
    },
  };
}

/** "Computing: 42%". */
export function waiting(doneFraction: number | null): string {
  return doneFraction === null ? "Computing…" : `Computing: ${percent(doneFraction)} done`;
}
