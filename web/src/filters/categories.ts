/** Kinds of incident and the classes in each. */

import type { About, AboutCategory, CategoryCount } from "../api/types";
import type { Answers } from "../data/answers";
import { button, el } from "../dom";
import type { Store } from "../state/store";
import type { View } from "../state/view";
import { type Choice, choiceRow, replaceRows, toggled } from "./choices";
import { section } from "./section";

interface Kind extends Choice {
  classes: AboutCategory[];
}

/** Categories under their kinds, the most frequent first in both. */
export function kindsOf(categories: readonly AboutCategory[]): Kind[] {
  const kinds = new Map<string, Kind>();
  for (const category of categories) {
    const kind = kinds.get(category.kind) ?? { id: category.kind, label: category.kind_label, count: 0, classes: [] };
    kind.count += category.count;
    kind.classes.push(category);
    kinds.set(category.kind, kind);
  }
  const most = (a: Choice, b: Choice): number => b.count - a.count;
  for (const kind of kinds.values()) kind.classes.sort(most);
  return [...kinds.values()].sort(most);
}

/** The chosen list after a class is switched: choosing a kind stands for all its classes, so that one is split first. */
export function switchClass(chosen: readonly string[], kind: Kind, id: string, on: boolean): string[] {
  if (on || !chosen.includes(kind.id)) return toggled(chosen, id, on);
  const siblings = kind.classes.map((category) => category.id).filter((other) => other !== id);
  return [...chosen.filter((other) => other !== kind.id), ...siblings];
}

export function categoryFilter(store: Store<View>, about: About, answers: Answers): HTMLElement {
  const kinds = kindsOf(about.categories);
  const labels = new Map<string, string>(kinds.flatMap((kind) => [[kind.id, kind.label], ...kind.classes.map(({ id, label }): [string, string] => [id, label])]));
  const set = (categories: readonly string[]): void => {
    store.update({ filter: { ...store.value.filter, categories } });
  };
  const { root, body, setState } = section("Category", true, () => { set([]); });
  const opened = new Set<string>(kinds.length === 1 ? kinds.map(({ id }) => id) : []);
  let counts: readonly CategoryCount[] = about.categories;

  const draw = (): void => {
    const { categories } = store.value.filter;
    const countOf = new Map(counts.map(({ id, count }) => [id, count]));
    const rows = kinds.flatMap((kind) => kindRows(kind, countOf, categories));
    replaceRows(body, rows);
    setState(categories.length === 0 ? null : categories.map((id) => labels.get(id) ?? id).join(", "));
  };

  const kindRows = (kind: Kind, countOf: Map<string, number>, chosen: readonly string[]): HTMLElement[] => {
    const classes = kind.classes.map((category) => ({ ...category, count: countOf.get(category.id) ?? 0 }));
    const total = classes.reduce((sum, category) => sum + category.count, 0);
    const most = Math.max(1, ...counts.map(({ count }) => count));
    const whole = chosen.includes(kind.id);
    const some = classes.some(({ id }) => chosen.includes(id));
    const ids = new Set(classes.map(({ id }) => id));
    const row = choiceRow({ id: kind.id, label: kind.label, count: total }, whole, 0, (on) => {
      set(toggled(chosen.filter((id) => !ids.has(id)), kind.id, on));
    });
    row.input.indeterminate = !whole && some;
    const open = opened.has(kind.id);
    const fold = button(open ? "−" : "+", { class: "fold", "aria-expanded": String(open), "aria-label": `Classes of ${kind.label}` }, () => {
      if (open) opened.delete(kind.id);
      else opened.add(kind.id);
      draw();
      body.querySelector<HTMLElement>(`[data-fold="${CSS.escape(kind.id)}"]`)?.focus();
    });
    fold.dataset.fold = kind.id;
    const head = el("div", { class: "choice-kind" }, row.root, fold);
    if (!open) return [head];
    const classRows = classes.map((category) =>
      choiceRow(category, whole || chosen.includes(category.id), category.count / most, (on) => {
        set(switchClass(chosen, kind, category.id, on));
      }).root,
    );
    return [head, el("div", { class: "choice-classes", role: "group", "aria-label": kind.label }, ...classRows)];
  };

  answers.facets.category.subscribe(({ value }) => {
    if (value !== null) counts = value.by_category;
    draw();
  });
  store.watch((view) => view.filter.categories, draw);
  return root;
}
