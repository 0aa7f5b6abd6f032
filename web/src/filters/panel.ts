/** All filters, in the order in which a question is usually asked: what, when, at what hour, where, from whom. */

import type { About, Bounds } from "../api/types";
import type { Answers } from "../data/answers";
import { el } from "../dom";
import type { Store } from "../state/store";
import type { View } from "../state/view";
import { areaFilter } from "./areas";
import { categoryFilter } from "./categories";
import { dateFilter } from "./dates";
import { sourceFilter } from "./sources";
import { weekFilter } from "./week";

export function filterPanel(store: Store<View>, about: About, answers: Answers, fit: (bounds: Bounds) => void): HTMLElement {
  return el(
    "div",
    { class: "filters" },
    categoryFilter(store, about, answers),
    dateFilter(store, about, answers),
    weekFilter(store, about, answers),
    areaFilter(store, about, answers, fit),
    sourceFilter(store, about, answers),
  );
}
