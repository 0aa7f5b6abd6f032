/** The three things to say when there is no picture: wait, nothing there, something failed. */

import { type ApiError, NOT_SHARED } from "../api/client";
import { button, el } from "../dom";

export function loading(what: string): HTMLElement {
  return el("p", { class: "state loading", role: "status" }, `Loading ${what}…`);
}

export function empty(...lines: (string | Node)[]): HTMLElement {
  const box = el("div", { class: "state empty" });
  for (const line of lines) box.append(typeof line === "string" ? el("p", {}, line) : line);
  return box;
}

/** What went wrong in the service's own words, and a way to ask again; what is not shared is no failure, and asking again is no use. */
export function failed(error: ApiError, retry: () => void): HTMLElement {
  if (error.status === NOT_SHARED) return empty(el("p", { class: "state-title" }, "Not shared with you"), error.detail);
  return el(
    "div",
    { class: "state failed", role: "alert" },
    el("p", { class: "state-title" }, error.title),
    error.detail !== "" && el("p", {}, error.detail),
    error.parameter !== null && el("p", { class: "quiet" }, `Parameter: ${error.parameter}`),
    button("Try again", { class: "plain" }, retry),
  );
}
