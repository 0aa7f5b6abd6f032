/** Who recorded an incident, and how it came to be known. */

import type { About } from "../api/types";
import type { Answers } from "../data/answers";
import { el } from "../dom";
import { provenance } from "../format";
import type { Store } from "../state/store";
import type { View } from "../state/view";
import { type Choice, choiceRow, replaceRows, toggled } from "./choices";
import { section } from "./section";

export function sourceFilter(store: Store<View>, about: About, answers: Answers): HTMLElement {
  const { root, body, setState } = section("Source", false, () => {
    store.update({ filter: { ...store.value.filter, sources: [], provenance: [] } });
  });
  const agencies = el("div", { class: "choice-list", role: "group", "aria-label": "Recorded by" });
  const ways = el("div", { class: "choice-list", role: "group", "aria-label": "Came to be known" });
  body.append(el("h3", {}, "Recorded by"), agencies, el("h3", {}, "Came to be known"), ways);

  const group = (parent: HTMLElement, key: "sources" | "provenance", choices: readonly Choice[]): void => {
    const most = Math.max(1, ...choices.map(({ count }) => count));
    const chosen = store.value.filter[key];
    replaceRows(
      parent,
      choices.map((choice) =>
        choiceRow(choice, chosen.includes(choice.id), choice.count / most, (on) => {
          store.update({ filter: { ...store.value.filter, [key]: toggled(chosen, choice.id, on) } });
        }).root,
      ),
    );
  };
  const draw = (): void => {
    const { value } = answers.facets.source.answer;
    const sourceCounts = new Map(value?.by_source.map(({ name, count }) => [name, count]));
    const wayCounts = new Map(value?.by_provenance.map(({ id, count }) => [id, count]));
    group(agencies, "sources", about.sources.map(({ name, count }) => ({ id: name, label: name, count: value === null ? count : (sourceCounts.get(name) ?? 0) })));
    group(ways, "provenance", about.provenance.filter(({ count }) => count > 0).map(({ id, count }) => ({ id, label: provenance(id), count: value === null ? count : (wayCounts.get(id) ?? 0) })));
    const { filter } = store.value;
    const said = [...filter.sources, ...filter.provenance.map(provenance)];
    setState(said.length === 0 ? null : said.join(", "));
  };
  answers.facets.source.subscribe(draw);
  store.watch(({ filter: { sources, provenance: ways } }) => [sources, ways], draw);
  return root;
}
