/** All filters, in the order in which a question is usually asked: what, when, at what hour, where, from whom. */

import type { About } from "../api/types";
import type { Answers } from "../data/answers";
import { el } from "../dom";
import type { Store } from "../state/store";
import type { View } from "../state/view";
import { areaFilter } from "./areas";
import { categoryFilter } from "./categories";
import { dateFilter } from "./dates";
import { sourceFilter } from "./sources";
import { weekFilter } from "./week";

export function filterPanel(store: Store<View>, about: About, answers: Answers): HTMLElement {
  const parts = [categoryFilter, dateFilter, weekFilter, areaFilter, sourceFilter];
  return el("div", { class: "filters" }, ...parts.map((part) => part(store, about, answers)));
}
