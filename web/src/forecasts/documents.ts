/** What is published of a model: how it works and how well, and its transparency record. */

import type { Forecast, Transparency } from "../api/forecasts";
import { el } from "../dom";

const NAMES: Readonly<Record<string, string>> = { "model-card": "How this works, and how well", record: "Transparency record" };
const ORDER = Object.keys(NAMES);

/** Links to the documents of the model that made a forecast; nothing where none are published. */
export function documentLinks(published: Transparency | null, { series, version }: Pick<Forecast, "series" | "version">): HTMLElement[] {
  const models = published?.models.filter((model) => model.series === series) ?? [];
  const model = models.find((other) => other.version === version) ?? models[0];
  const documents = [...(model?.documents ?? [])].sort((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind));
  if (documents.length === 0) return [];
  const links = documents.map(({ kind, title, html }) => el("li", {}, el("a", { href: html, target: "_blank", rel: "noopener" }, NAMES[kind] ?? title)));
  return [el("ul", { class: "document-links", "aria-label": "Published of this model" }, ...links)];
}
