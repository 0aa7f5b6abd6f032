import { describe, expect, it } from "vitest";
import type { AboutCategory, AboutLayer, AreaFeature } from "../src/api/types";
import { matchingAreas } from "../src/filters/areas";
import { kindsOf, switchClass } from "../src/filters/categories";
import { brushed, monthBars, spanOf, yearTicks } from "../src/filters/months";
import { mainLayer, otherLayers } from "../src/state/layers";
import { rangeToFilter, unknownHours } from "../src/filters/week";

const category = (kind: string, name: string, count: number): AboutCategory => ({ kind, kind_label: kind, class: name, label: name, id: `${kind}/${name}`, count });
const CATEGORIES = [category("asb", "nuisance", 5), category("asb", "personal", 2), category("crime", "burglary", 3)];

describe("categories", () => {
  it("stand under their kinds, which sum them", () => {
    expect(kindsOf(CATEGORIES).map(({ id, count, classes }) => [id, count, classes.length])).toEqual([["asb", 7, 2], ["crime", 3, 1]]);
  });

  it("split a chosen kind when one of its classes is taken out", () => {
    const [asb] = kindsOf(CATEGORIES);
    if (asb === undefined) throw new Error("no kind");
    expect(switchClass(["asb", "crime"], asb, "asb/nuisance", false)).toEqual(["crime", "asb/personal"]);
    expect(switchClass([], asb, "asb/nuisance", true)).toEqual(["asb/nuisance"]);
    expect(switchClass(["asb/nuisance"], asb, "asb/nuisance", false)).toEqual([]);
  });
});

describe("months", () => {
  const bars = monthBars({ from: "2020-11-15", to: "2021-03-02" }, [{ month: "2020-12", from: "", to: "", count: 4 }]);

  it("cover the span without gaps", () => {
    expect(bars.map(({ from, count }) => [from, count])).toEqual([
      ["2020-11-01", 0],
      ["2020-12-01", 4],
      ["2021-01-01", 0],
      ["2021-02-01", 0],
      ["2021-03-01", 0],
    ]);
  });

  it("are brushed by any day in them", () => {
    expect(brushed(bars, null, null)).toEqual([0, 4]);
    expect(brushed(bars, "2020-12-10", "2021-01-01")).toEqual([1, 1]);
    expect(brushed(bars, "2030-01-01", null)).toBeNull();
  });

  it("are marked where years begin, thinned where they crowd", () => {
    expect(yearTicks(bars)).toEqual([{ year: "2021", at: 2 / 5 }]);
    const long = monthBars({ from: "2000-01-01", to: "2020-01-01" }, []);
    expect(yearTicks(long).map(({ year }) => year)).toEqual(["2000", "2004", "2008", "2012", "2016"]);
  });

  it("give a half-open span, and none when all are chosen", () => {
    expect(spanOf(bars, 3, 1)).toEqual({ from: "2020-12-01", to: "2021-03-01" });
    expect(spanOf(bars, 0, 4)).toEqual({ from: null, to: null });
  });
});

describe("the 24 × 7 picture", () => {
  it("turns a rectangle into hours and days", () => {
    expect(rangeToFilter({ day: [5, 4], hour: [23, 20] })).toEqual({ hours: { from: 20, to: 24 }, days: ["fri", "sat"] });
  });

  it("sets no condition for a whole row or column", () => {
    expect(rangeToFilter({ day: [0, 6], hour: [9, 9] })).toEqual({ hours: { from: 9, to: 10 }, days: [] });
    expect(rangeToFilter({ day: [2, 2], hour: [0, 23] })).toEqual({ hours: null, days: ["wed"] });
  });

  it("says how many hours are unknown, once that matters", () => {
    expect(unknownHours(100, 4)).toBeNull();
    expect(unknownHours(100, 20)).toContain("20%");
    expect(unknownHours(0, 0)).toBeNull();
  });
});

describe("the search for areas", () => {
  const area = (code: string, name: string, count: number): AreaFeature => ({ properties: { code, name, count, population: null, rate_per_1000: null } });
  const AREAS = [area("E1", "Colchester", 5), area("E2", "Castle Point", 9), area("E3", "Chelmsford", 7)];

  it("finds by every word, in name or code", () => {
    expect(matchingAreas(AREAS, "point cas", () => false).map(({ properties }) => properties.code)).toEqual(["E2"]);
    expect(matchingAreas(AREAS, "e3", () => false)).toHaveLength(1);
    expect(matchingAreas(AREAS, "nowhere", () => false)).toHaveLength(0);
  });

  it("puts chosen areas first, then the busiest", () => {
    expect(matchingAreas(AREAS, "", (code) => code === "E1").map(({ properties }) => properties.code)).toEqual(["E1", "E2", "E3"]);
  });
});

describe("layers of areas", () => {
  const layer = (name: string, areas: number): AboutLayer => ({ name, areas, with_population: false });
  const layers = [layer("ward", 200), layer("town", 12), layer("district", 14)];

  it("stand on the study area's own, else on the coarsest", () => {
    expect(mainLayer({ layers, study_area_layer: "district" })?.name).toBe("district");
    expect(mainLayer({ layers })?.name).toBe("town");
    expect(mainLayer({ layers: [] })).toBeNull();
    expect(otherLayers({ layers, study_area_layer: "district" }).map(({ name }) => name)).toEqual(["town", "ward"]);
  });
});
