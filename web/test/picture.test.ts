import { describe, expect, it } from "vitest";
import { busiest } from "../src/cards/parts";
import { when } from "../src/cards/location";
import { monthsWithin } from "../src/cards/spark";
import { classBounds } from "../src/legend/scale";
import { classColour } from "../src/map/density";
import { AREAS, DENSITY, rampColour, WEEK } from "../src/palette";
import { shortList } from "../src/shell/chips";

describe("classes", () => {
  const breaks = [1, 2, 5, 10, 20];

  it("start at their own break, and nothing is drawn below the first", () => {
    expect(classColour("intensity", breaks, DENSITY)).toEqual([
      "step",
      ["coalesce", ["get", "intensity"], -1],
      "rgba(0,0,0,0)",
      ...breaks.flatMap((least, index) => [least, DENSITY[index]]),
    ]);
  });

  it("are read out by their bounds", () => {
    expect(classBounds(breaks, 0)).toBe("1 to 2");
    expect(classBounds(breaks, 4)).toBe("20 and more");
    expect(classBounds(breaks, 5)).toBe("");
  });
});

describe("ramps", () => {
  // WCAG 2 relative luminance: what remains of a ramp when hue is not told apart.
  const luminance = (hex: string): number => {
    const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
      const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };

  it.each([["density", DENSITY], ["areas", AREAS], ["week", WEEK]])("%s darkens with every step", (_, ramp) => {
    const steps = ramp.map(luminance);
    expect(steps).toEqual([...steps].sort((a, b) => b - a));
  });

  it("keep the first colour for nothing", () => {
    expect(rampColour(WEEK, 0)).toBe(WEEK[0]);
    expect(rampColour(WEEK, 0.001)).toBe(WEEK[1]);
    expect(rampColour(WEEK, 1)).toBe(WEEK.at(-1));
    expect(rampColour(WEEK, Number.NaN)).toBe(WEEK[0]);
  });
});

describe("months of a card", () => {
  it("are those that the filter's dates touch", () => {
    const months = ["2020-12", "2021-01", "2021-02"].map((month) => ({ month, from: "", to: "", count: 1 }));
    const kept = (from: string | null, to: string | null): string[] => monthsWithin(months, { from, to }).map(({ month }) => month);
    expect(kept(null, null)).toHaveLength(3);
    expect(kept("2021-01-15", null)).toEqual(["2021-01", "2021-02"]);
    expect(kept(null, "2021-02-01")).toEqual(["2020-12", "2021-01"]);
  });
});

describe("words", () => {
  it("name the busiest three hours", () => {
    const week = Array.from({ length: 7 }, () => Array<number>(24).fill(0));
    week[4]?.splice(20, 3, 5, 6, 7);
    expect(busiest(week)).toBe("Busiest: Fridays 20:00 to 23:00");
  });

  it("say how exactly a time is known", () => {
    expect(when({ from: "2021-03-01T00:00:00+00:00", to: "2021-04-01T00:00:00+01:00" })).toBe("1 Mar 2021, month only");
    expect(when({ from: "2021-03-05T21:15:00+00:00", to: "2021-03-05T21:16:00+00:00" })).toBe("5 Mar 2021, 21:15");
    expect(when({ from: "2021-03-05T09:00:00+00:00", to: "2021-03-05T17:00:00+00:00" })).toBe("5 Mar 2021, 09:00 to 17:00");
    expect(when({ from: "2021-03-05T00:00:00+00:00", to: "2021-03-06T00:00:00+00:00" })).toBe("5 Mar 2021");
    expect(when({ from: "2021-03-05T18:00:00+00:00", to: "2021-03-07T09:00:00+00:00" })).toBe("5 Mar 2021 to 7 Mar 2021");
  });

  it("keep long lists short", () => {
    expect(shortList(["a", "b"])).toBe("a, b");
    expect(shortList(["a", "b", "c", "d"])).toBe("a, b and 2 more");
  });
});
