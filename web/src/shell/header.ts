/** The page's head: its name, what is counted, the conditions, the link. */

import type { About } from "../api/types";
import type { Answers } from "../data/answers";
import { button, el } from "../dom";
import { count, plural, windowOf } from "../format";
import type { Store } from "../state/store";
import type { View } from "../state/view";
import { account } from "./account";
import { filterChips } from "./chips";

const SAID_FOR_MS = 2500;

export function header(store: Store<View>, about: About, answers: Answers): HTMLElement {
  const total = el("span", { class: "headline-total" }, "…");
  const rest = el("span", { class: "headline-rest" });
  const headline = el("p", { class: "headline", role: "status" }, total, rest);
  answers.summary.subscribe(({ value }) => {
    if (value === null) return;
    const dates = windowOf(store.value.filter, about.span);
    const unmapped = value.unlocated > 0 ? `, ${count(value.unlocated)} of them without a place on the map` : "";
    total.textContent = plural(value.total, "incident");
    rest.textContent = `${dates}${unmapped}`;
  });
  return el(
    "header",
    { class: "top" },
    el("a", { class: "brand", href: "/", "aria-label": "wherenext: start again" }, el("img", { src: "/favicon.svg", alt: "", width: 26, height: 26 }), el("span", {}, "wherenext")),
    headline,
    filterChips(store, about, answers),
    el("div", { class: "top-actions" }, copyLink(), el("a", { class: "plain small", href: "/docs/" }, "API"), account()),
  );
}

function copyLink(): HTMLElement {
  const label = "Copy link";
  const copy = button(label, { class: "plain small", title: "Copies the address of this view: filter, layers, place and selection" }, () => {
    const say = (text: string): void => {
      copy.textContent = text;
      window.setTimeout(() => {
        copy.textContent = label;
      }, SAID_FOR_MS);
    };
    navigator.clipboard.writeText(window.location.href).then(
      () => { say("Link copied"); },
      () => { say("Copy it from the address bar"); },
    );
  });
  return copy;
}

/** Always there when the data is synthetic, or whenever the service has something to say of it. */
export function notice(about: About): HTMLElement | null {
  const text = about.notice ?? (about.demo ? "Synthetic data: no incident here happened." : null);
  return text === null ? null : el("p", { class: "notice", role: "note" }, text);
}
