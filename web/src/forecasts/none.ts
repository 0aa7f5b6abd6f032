/** Before the first forecast: the command that makes one, and what it is good for. */

import type { About } from "../api/types";
import { button, el } from "../dom";
import { empty } from "../shell/states";

/** A kind that the data holds, so that the command can be copied as it stands. */
export function exampleCategory({ categories }: Pick<About, "categories">): string {
  const kinds = categories.map(({ kind }) => kind);
  return kinds.find((kind) => kind === "asb") ?? kinds[0] ?? "asb";
}

/** `again`: looks once more, for one may have been made meanwhile. */
export function noForecast(about: About, again: () => void): HTMLElement {
  const command = `wherenext forecast --category ${exampleCategory(about)} --horizon 7d`;
  return empty(
    el("p", { class: "state-title" }, "No forecast is stored yet."),
    "A forecast is stored before its period begins and cannot be changed afterwards. When the incidents of the period have been imported, it is scored against a plain count, and the record stands here.",
    el("pre", { class: "command" }, el("code", {}, command)),
    "For data that know months only, write --horizon 1mo. With --replay and an --origin in the past it shows how such a forecast would have done; it stays marked as a replay for ever.",
    button("Look again", { class: "plain" }, again),
  );
}
