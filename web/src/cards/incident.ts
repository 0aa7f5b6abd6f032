/** The card of one incident: what was recorded, field by field. */

import type { Incident } from "../api/types";
import { el } from "../dom";
import { provenance } from "../format";
import { when } from "./location";
import { part, snappedNote } from "./parts";

const PRECISION: Record<string, string> = {
  exact: "Exact",
  "map-point": "Map point: a street, not an address",
  area: "Area only",
  none: "Not known",
};

const flag = (value: boolean | null): string | null => (value === null ? null : value ? "Yes" : "No");

function rows(fields: readonly (readonly [string, string | null])[]): HTMLElement {
  const list = el("dl", { class: "fields" });
  for (const [name, value] of fields) {
    if (value !== null && value !== "") list.append(el("dt", {}, name), el("dd", {}, value));
  }
  return list;
}

function said(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  return typeof value === "string" ? value : JSON.stringify(value);
}

export function incidentCard(incident: Incident): HTMLElement[] {
  const attributes = Object.entries(incident.attributes ?? {}).map(([name, value]) => [name, said(value)] as const);
  return [
    rows([
      ["When", when(incident)],
      ["Where", incident.location?.text ?? null],
      ["Precision", PRECISION[incident.precision] ?? incident.precision],
      ["Recorded by", incident.source],
      ["Came to be known", provenance(incident.provenance)],
      ["Attended", flag(incident.attended)],
      ["Repeat", flag(incident.repeat)],
      ["Vulnerable", flag(incident.vulnerable)],
      ["Outcome", incident.outcome],
    ]),
    ...(incident.precision === "map-point" ? [snappedNote()] : []),
    ...(attributes.length === 0 ? [] : [part("As recorded", rows(attributes))]),
  ];
}
