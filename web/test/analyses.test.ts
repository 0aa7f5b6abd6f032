import { describe, expect, it } from "vitest";
import { againstQuery, datesOf, justBefore, yearBefore } from "../src/analyses/against";
import { askedOf } from "../src/analyses/follow";
import { boundsOf } from "../src/map/geometry";
import { shade } from "../src/analyses/knox";
import { analysisOf, GROUPS } from "../src/analyses/registry";
import { chance, every } from "../src/analyses/words";
import type { About } from "../src/api/types";
import { ANALYSES, closed, opened, withOption } from "../src/state/analysis";
import { NO_FILTER, queryString } from "../src/state/filter";
import { colourOf } from "../src/map/picture";
import { readView, writeView } from "../src/state/permalink";
import { DEFAULT_VIEW, type View } from "../src/state/view";

const ABOUT = {
  span: { from: "2015-04-01", to: "2021-04-01" },
  categories: [
    { id: "asb/nuisance", kind: "asb", kind_label: "Anti-social behaviour", class: "nuisance", label: "Nuisance", count: 1 },
    { id: "crime/burglary", kind: "crime", kind_label: "Crime", class: "burglary", label: "Burglary", count: 1 },
  ],
  layers: [{ name: "district", areas: 14, with_population: true }, { name: "lsoa", areas: 1000, with_population: true }, { name: "beat", areas: 5000, with_population: false }],
} as unknown as About;

const view = (change: Partial<View>): View => ({ ...DEFAULT_VIEW, ...change });

describe("every analysis", () => {
  it("is in the list once", () => {
    expect(GROUPS.flatMap(({ ids }) => ids).sort()).toEqual([...ANALYSES].sort());
  });

  it.each(ANALYSES)("%s has a question, a method and choices of which the usual is one", (id) => {
    const analysis = analysisOf(id);
    expect(analysis.id).toBe(id);
    expect(analysis.question).toMatch(/\?$/);
    for (const { choices, usual } of analysis.options) {
      expect(choices(ABOUT, DEFAULT_VIEW).map(([value]) => value)).toContain(usual(ABOUT, DEFAULT_VIEW));
    }
  });

  it.each(ANALYSES)("%s asks with the filter and its choices", (id) => {
    const asked = askedOf(view({ filter: { ...NO_FILTER, categories: ["asb"] }, analysis: { id, options: {} } }), ABOUT);
    expect(asked).not.toBeNull();
    if (asked === null) return;
    const { path, params } = analysisOf(id).request(asked);
    expect(path).toMatch(/^[a-z-]+(\/[a-z-]+)*$/);
    expect(queryString([...params])).toMatch(/^category=asb/);
  });
});

describe("choices", () => {
  const choice = { id: "hot-spots", options: { grid: "hex:8" } } as const;

  it("are in the link only when they are not the usual ones", () => {
    expect(withOption(choice, "weights", "ring:2", "ring:1").options).toEqual({ grid: "hex:8", weights: "ring:2" });
    expect(withOption(choice, "grid", "hex:9", "hex:9").options).toEqual({});
  });

  it("fall to the usual when there is no such choice", () => {
    const asked = askedOf(view({ analysis: { id: "hot-spots", options: { grid: "hex:99", weights: "ring:2" } } }), ABOUT);
    expect(asked?.option("grid")).toBe("hex:9");
    expect(asked?.option("weights")).toBe("ring:2");
  });

  it("come back from the link beside the page's own parameters", () => {
    const shown = view({ filter: { ...NO_FILTER, from: "2020-01-01" }, side: "analyses", fill: "analysis", analysis: choice });
    expect(writeView(shown)).toContain("analysis=hot-spots&opt.grid=hex:8");
    expect(readView(writeView(shown))).toEqual(shown);
  });

  it("of an analysis that nobody knows are none", () => {
    expect(readView("analysis=astrology&opt.sign=leo").analysis).toBeNull();
  });
});

describe("opening and closing", () => {
  it("fills the ground with the picture and takes it away again", () => {
    const open = view(opened(DEFAULT_VIEW, "hot-spots", true));
    expect(open).toMatchObject({ fill: "analysis", overlays: ["labels"], side: "analyses" });
    expect({ ...open, ...closed(open) }).toEqual({ ...DEFAULT_VIEW, side: "analyses" });
  });

  it("leaves a ground that was chosen since", () => {
    const open = view({ ...opened(DEFAULT_VIEW, "hot-spots", true), fill: "areas" });
    expect({ ...open, ...closed(open) }.fill).toBe("areas");
  });

  it("forgets what was selected in the analysis, and nothing else", () => {
    expect(closed(view({ selection: { kind: "finding", id: "1" } })).selection).toBeNull();
    expect(closed(view({ selection: { kind: "cell", id: "8a" } })).selection).toEqual({ kind: "cell", id: "8a" });
  });
});

describe("what is compared", () => {
  it("is the latest twelve whole months where no dates are chosen", () => {
    expect(datesOf(NO_FILTER, ABOUT)).toEqual({ from: "2020-04-01", to: "2021-04-01" });
    expect(datesOf({ from: "2020-06-01", to: null }, ABOUT)).toEqual({ from: "2020-06-01", to: "2021-04-01" });
  });

  it("is the same days a year before", () => {
    expect(yearBefore({ from: "2020-02-29", to: "2020-03-15" })).toEqual({ from: "2019-02-28", to: "2019-03-15" });
  });

  it("is as long a time straight before: months by months, days by days", () => {
    expect(justBefore({ from: "2021-01-01", to: "2021-04-01" })).toEqual({ from: "2020-10-01", to: "2021-01-01" });
    expect(justBefore({ from: "2021-01-05", to: "2021-01-12" })).toEqual({ from: "2020-12-29", to: "2021-01-05" });
  });

  it("is a filter of its own", () => {
    const filter = { ...NO_FILTER, categories: ["asb"], areas: ["district:E1"] };
    const dates = { from: "2020-04-01", to: "2021-04-01" };
    expect(againstQuery("year", filter, dates)).toBe("category=asb&from=2019-04-01&to=2020-04-01&area=district:E1");
    expect(againstQuery("kind:crime", filter, dates)).toBe("category=crime&from=2020-04-01&to=2021-04-01&area=district:E1");
    expect(againstQuery("all", filter, dates)).toBe("from=2020-04-01&to=2021-04-01&area=district:E1");
  });
});

describe("pictures", () => {
  it("colour by name, and nothing without one", () => {
    const classes = [{ value: "hot-99", label: "Hot", colour: "#b2182b" }];
    expect(colourOf({ property: "class", classes })).toEqual(["match", ["to-string", ["get", "class"]], "hot-99", "#b2182b", "rgba(0,0,0,0)"]);
  });

  it("colour by number from each class's least, whatever their order", () => {
    const classes = [{ from: 2, label: "b", colour: "#222222" }, { from: 0, label: "a", colour: "#111111" }];
    expect(colourOf({ property: "ratio", classes })).toEqual(["case", ["==", ["typeof", ["get", "ratio"]], "number"], ["step", ["get", "ratio"], "rgba(0,0,0,0)", 0, "#111111", 2, "#222222"], "rgba(0,0,0,0)"]);
  });

  it("without classes have no colour", () => {
    expect(colourOf({ property: "ratio", classes: [] })).toBe("rgba(0,0,0,0)");
  });
});

describe("shapes", () => {
  it("have a box round all their parts", () => {
    const ring: [number, number][] = [[0, 50], [1, 50], [1, 51], [0, 50]];
    expect(boundsOf({ type: "MultiPolygon", coordinates: [[ring], [[[3, 49], [3, 52], [2, 49], [3, 49]]]] })).toEqual([0, 49, 3, 52]);
    expect(boundsOf({ type: "Point", coordinates: [0.5, 51.5] })).toEqual([0.5, 51.5, 0.5, 51.5]);
    expect(boundsOf(null)).toBeNull();
  });
});

describe("words", () => {
  it.each([[0.0004, "<0.001"], [0.001, "0.001"], [0.0456, "0.046"], [0.384, "0.38"]])("p = %d is %s", (p, said) => {
    expect(chance(p)).toBe(said);
  });

  it.each([[12, "12 days"], [95, "3 months"], [1000, "2.7 years"]])("%d days are %s", (days, said) => {
    expect(every(days)).toBe(said);
  });

  it("the Knox table is shaded only where chance alone would hardly do", () => {
    expect(shade({ ratio: 3, p: 0.2 })).toBeNull();
    expect(shade({ ratio: 0.5, p: 0.001 })).toBeNull();
    expect(shade({ ratio: null, p: null })).toBeNull();
    expect(shade({ ratio: 1.1, p: 0.01 })).not.toEqual(shade({ ratio: 3.5, p: 0.01 }));
  });
});
