/** The choices behind a finding, folded away, with what is chosen in the fold's own line. */

import type { About } from "../api/types";
import { button, el, select } from "../dom";
import { withOption } from "../state/analysis";
import type { Store } from "../state/store";
import type { View } from "../state/view";
import { optionValue } from "./analysis";
import { analysisOf } from "./registry";

export function optionsPanel(store: Store<View>, about: About): HTMLElement {
  const said = el("span", { class: "options-said" });
  const fields = el("div", { class: "options-fields" });
  const usual = button("Back to the usual choices", { class: "link" }, () => {
    const { analysis } = store.value;
    if (analysis !== null) store.update({ analysis: { id: analysis.id, options: {} } });
  });
  const root = el("details", { class: "options" }, el("summary", {}, el("span", { class: "options-title" }, "Choices"), said), fields, usual);
  const draw = (): void => {
    const view = store.value;
    if (view.analysis === null) return;
    const { options } = analysisOf(view.analysis.id);
    const held = [...fields.querySelectorAll("select")].findIndex((control) => control === document.activeElement);
    // Where there is one choice, there is nothing to choose.
    const chosen = options.map((option) => ({ option, choices: option.choices(about, view), value: optionValue(option, about, view) })).filter(({ choices }) => choices.length > 1);
    root.hidden = chosen.length === 0;
    fields.replaceChildren(
      ...chosen.map(({ option, choices, value }) =>
        select(option.label, choices, value, (next) => {
          const { analysis: open } = store.value;
          if (open !== null) store.update({ analysis: withOption(open, option.name, next, option.usual(about, store.value)) });
        }),
      ),
    );
    fields.querySelectorAll("select")[held]?.focus();
    usual.hidden = chosen.every(({ option, value }) => value === option.usual(about, view));
    said.textContent = chosen.map(({ choices, value }) => choices.find(([other]) => other === value)?.[1] ?? value).join(" · ");
  };
  store.watch((view) => [view.analysis, view.filter], draw);
  return root;
}
