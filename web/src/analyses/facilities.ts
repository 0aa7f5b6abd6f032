/** Risky facilities: how few places of a class hold most of that class's incidents. */

import type { LngLatPair } from "../api/types";
import { curve } from "../charts/curve";
import { button, el } from "../dom";
import { count, percent, plural } from "../format";
import { filterParams } from "../state/filter";
import { type Analysis, type Answered, fixed, type Page } from "./analysis";
import { asName } from "./words";
import { resultTable } from "./table";

interface Place {
  id: string;
  label: string;
  place?: LngLatPair | null;
  count: number;
  share_fraction: number;
}

interface FacilityClass {
  class: string;
  places: number;
  incidents: number;
  share_fraction: number;
  share_for_80_fraction: number | null;
  top_20_holds_fraction: number | null;
  curve: [number, number][];
  top: Place[];
}

interface Facilities extends Answered {
  incidents: number;
  without_class: number;
  classes: FacilityClass[];
}

export const facilities: Analysis<Facilities> = {
  id: "facilities",
  question: "Which kinds of place carry most?",
  name: "Risky facilities (80/20 by class of place)",
  options: [fixed("by", "A place is", [["key", "Same location as recorded"], ["point", "Same point on the map"]], "key")],
  pictured: false,
  request: ({ view, option }) => ({ path: "facilities", params: [...filterParams(view.filter), ["by", option("by")]] }),
  nothing: ({ classes }) => (classes.length === 0 ? "No location's name tells what kind of place it is." : null),
  show({ classes, incidents, without_class: without }, _, page) {
    const rows = classes.map(({ class: kind, places, incidents: own, top_20_holds_fraction: top }) => ({
      cells: [asName(kind), count(places), count(own), top === null ? "–" : percent(top)],
    }));
    const columns = [
      { name: "Kind of place" },
      { name: "Places", number: true },
      { name: "Incidents", number: true },
      { name: "Top fifth", number: true, title: "Share of its incidents at the fifth of its places with most" },
    ];
    const left = without === 0 ? "" : ` ${count(without)} of ${plural(incidents, "incident")} are at places of no known kind.`;
    return [resultTable(`Kinds of place, told from the location's name.${left}`, columns, rows, page), ...classes.slice(0, 6).map((one) => facilityClass(one, page))];
  },
};

function facilityClass({ class: kind, places, curve: points, share_for_80_fraction: for80, top }: FacilityClass, page: Page): HTMLElement {
  const list = el("ol", { class: "card-locations" });
  for (const { id, label: name, count: own, share_fraction: share, place } of top) {
    const open = button(name, { class: "link", title: name }, () => {
      page.select({ kind: "location", id });
      if (place != null) page.go(place);
    });
    list.append(el("li", {}, open, el("span", { class: "quiet" }, `${count(own)} · ${percent(share)}`)));
  }
  const lead = for80 === null ? "" : `${percent(for80)} of ${plural(places, "place")} hold 80% of the incidents.`;
  return el("section", {}, el("h3", {}, asName(kind)), el("div", { class: "concentration" }, curve(points), el("div", { class: "facility" }, el("p", { class: "lead" }, lead), list)));
}
