/** Risky facilities: how few places of a class hold most of that class's incidents. */

import type { LngLatPair } from "../api/types";
import { curve } from "../charts/curve";
import { button, el } from "../dom";
import { count, percent, plural } from "../format";
import { filterParams } from "../state/filter";
import { type Analysis, type Answered, type Page, type Params } from "./analysis";
import { asName } from "./words";
import { resultTable } from "./table";

interface Place {
  /** `null`: an imported place, which is no location of the incidents. */
  id: string | null;
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
  place_class: string | null;
  classes: FacilityClass[];
}

/** Before a class of imported places, as a value of the option. */
const IMPORTED = "class:";

/** How near an incident must be to an imported place. */
const USUALLY_WITHIN = ["50", "Within 50 m"] as const;
const WITHIN = [["25", "Within 25 m"], USUALLY_WITHIN, ["100", "Within 100 m"], ["200", "Within 200 m"]] as const;

export const facilities: Analysis<Facilities> = {
  id: "facilities",
  question: "Which kinds of place carry most?",
  name: "Risky facilities (80/20 by class of place)",
  options: [
    {
      name: "by",
      label: "A place is",
      choices: ({ place_classes: imported }) => [
        ["key", "Same location as recorded"],
        ["point", "Same point on the map"],
        ...imported.map(({ class: kind, places }) => [IMPORTED + kind, `${asName(kind)}: ${plural(places, "imported place")}`] as const),
      ],
      usual: () => "key",
    },
    {
      name: "within",
      label: "Incidents",
      choices: (_, { analysis }) => (analysis?.options.by?.startsWith(IMPORTED) === true ? WITHIN : [USUALLY_WITHIN]),
      usual: () => USUALLY_WITHIN[0],
    },
  ],
  pictured: false,
  request({ view, option }) {
    const by = option("by");
    const places: Params = by.startsWith(IMPORTED) ? [["place_class", by.slice(IMPORTED.length)], ["within_m", option("within")]] : [["by", by]];
    return { path: "facilities", params: [...filterParams(view.filter), ...places] };
  },
  nothing: ({ classes, place_class: imported }) =>
    classes.length > 0 ? null : imported === null ? "No location's name tells what kind of place it is." : "No incident lies near such a place.",
  show({ classes, incidents, place_class: imported, without_class: without }, _, page) {
    const rows = classes.map(({ class: kind, places, incidents: own, top_20_holds_fraction: top }) => ({
      cells: [asName(kind), count(places), count(own), top === null ? "–" : percent(top)],
    }));
    const columns = [
      { name: "Kind of place" },
      { name: "Places", number: true },
      { name: "Incidents", number: true },
      { name: "Top fifth", number: true, title: "Share of its incidents at the fifth of its places with most" },
    ];
    const where = imported === null ? "at places of no known kind" : "near none of them";
    const left = without === 0 ? "" : ` ${count(without)} of ${plural(incidents, "incident")} are ${where}.`;
    const told = imported === null ? "Kinds of place, told from the location's name." : "Imported places, each with the incidents nearest to it.";
    return [resultTable(told + left, columns, rows, page), ...classes.slice(0, 6).map((one) => facilityClass(one, page))];
  },
};

function facilityClass({ class: kind, places, curve: points, share_for_80_fraction: for80, top }: FacilityClass, page: Page): HTMLElement {
  const list = el("ol", { class: "card-locations" });
  for (const { id, label: name, count: own, share_fraction: share, place } of top) {
    const open = button(name, { class: "link", title: name }, () => {
      if (id !== null) page.select({ kind: "location", id });
      if (place != null) page.go(place);
    });
    list.append(el("li", {}, open, el("span", { class: "quiet" }, `${count(own)} · ${percent(share)}`)));
  }
  const lead = for80 === null ? "" : `${percent(for80)} of ${plural(places, "place")} hold 80% of the incidents.`;
  return el("section", {}, el("h3", {}, asName(kind)), el("div", { class: "concentration" }, curve(points), el("div", { class: "facility" }, el("p", { class: "lead" }, lead), list)));
}
