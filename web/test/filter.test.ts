import { describe, expect, it } from "vitest";
import { type Filter, filterQuery, isActive, joinList, NO_FILTER, slotSelected, splitList, without } from "../src/state/filter";

const FULL: Filter = {
  categories: ["crime/burglary", "asb"],
  from: "2021-03-01",
  to: "2021-04-01",
  hours: { from: 22, to: 4 },
  days: ["sat", "fri"],
  areas: ["district:E07000071"],
  sources: ["Essex Police"],
  provenance: ["public-report"],
};

describe("the filter's query string", () => {
  it("is empty when nothing is set", () => {
    expect(filterQuery(NO_FILTER)).toBe("");
  });

  it("spells every condition as the API does, in one order", () => {
    expect(filterQuery(FULL)).toBe(
      "category=asb,crime/burglary&from=2021-03-01&to=2021-04-01&hours=22-4&days=fri,sat&area=district:E07000071&source=Essex%20Police&provenance=public-report",
    );
  });

  it("is the same for the same choices in another order", () => {
    const turned = { ...FULL, categories: [...FULL.categories].reverse(), days: [...FULL.days].reverse() };
    expect(filterQuery(turned)).toBe(filterQuery(FULL));
  });

  it("keeps commas inside a value apart from those between values", () => {
    const values = ["Fire, rescue", "back\\slash", "plain"];
    expect(joinList(values)).toBe("Fire\\, rescue,back\\\\slash,plain");
    expect(splitList(joinList(values))).toEqual(values);
    expect(splitList("a,,b,")).toEqual(["a", "b"]);
  });
});

describe("facets", () => {
  it("leave out their own conditions only", () => {
    expect(without(FULL, "week")).toEqual({ ...FULL, hours: null, days: [] });
    expect(without(FULL, "source")).toEqual({ ...FULL, sources: [], provenance: [] });
  });

  it("are active when they narrow", () => {
    expect(isActive(FULL, "dates")).toBe(true);
    expect(isActive({ ...FULL, from: null, to: null }, "dates")).toBe(false);
  });
});

describe("hours of the week", () => {
  it("pass when no condition is set", () => {
    expect(slotSelected(NO_FILTER, 0, 0)).toBe(true);
  });

  it("run over midnight within the named day", () => {
    const nights: Filter = { ...NO_FILTER, hours: { from: 22, to: 4 }, days: ["fri"] };
    const friday = Array.from({ length: 24 }, (_, hour) => hour).filter((hour) => slotSelected(nights, 4, hour));
    expect(friday).toEqual([0, 1, 2, 3, 22, 23]);
    expect(slotSelected(nights, 5, 1)).toBe(false);
  });
});
