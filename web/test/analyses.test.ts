import { describe, expect, it } from "vitest";
import { againstQuery, datesOf, justBefore, yearBefore } from "../src/analyses/against";
import { shownRatio } from "../src/analyses/area-trends";
import { named, ramped } from "../src/analyses/colours";
import { clearest } from "../src/analyses/emerging";
import { askedOf } from "../src/analyses/follow";
import { boundsOf } from "../src/map/geometry";
import { shade } from "../src/analyses/knox";
import { analysisOf, GROUPS } from "../src/analyses/registry";
import { changeSentence } from "../src/analyses/recording-changes";
import { byChance } from "../src/analyses/space-time-clusters";
import { signedPercent } from "../src/analyses/years";
import { chance, every } from "../src/analyses/words";
import { positionOf, ratioScale } from "../src/charts/intervals";
import { shortName } from "../src/charts/risk";
import { roundUp, runs } from "../src/charts/series";
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
  place_classes: [{ class: "licensed-venue", places: 2147 }],
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

describe("kinds of place", () => {
  const paramsOf = (options: Record<string, string>): readonly [string, string][] => {
    const asked = askedOf(view({ analysis: { id: "facilities", options } }), ABOUT);
    return asked === null ? [] : analysisOf("facilities").request(asked).params;
  };

  it("are told from names unless an imported class is chosen, and then a distance counts", () => {
    expect(paramsOf({})).toEqual([["by", "key"]]);
    expect(paramsOf({ by: "point", within: "200" })).toEqual([["by", "point"]]);
    expect(paramsOf({ by: "class:licensed-venue" })).toEqual([["place_class", "licensed-venue"], ["within_m", "50"]]);
    expect(paramsOf({ by: "class:licensed-venue", within: "200" })).toEqual([["place_class", "licensed-venue"], ["within_m", "200"]]);
  });

  it("that are not imported are not asked for", () => {
    expect(paramsOf({ by: "class:unicorn-stable" })).toEqual([["by", "key"]]);
  });

  it("leave a distance to choose only where one counts", () => {
    const choices = (by: string) => analysisOf("facilities").options[1]?.choices(ABOUT, view({ analysis: { id: "facilities", options: { by } } }));
    expect(choices("key")).toHaveLength(1);
    expect(choices("class:licensed-venue")).toHaveLength(4);
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

describe("charts", () => {
  it("put ratios on one scale that is even about no change", () => {
    const scale = ratioScale([{ ratio: 2, low: 1.5, high: 3 }, { ratio: 0.5, low: null, high: 0.8 }]);
    expect(scale.least * scale.most).toBeCloseTo(1);
    expect(positionOf(1, scale)).toBeCloseTo(0.5);
    expect(positionOf(3, scale)).toBeCloseTo(1);
    expect(positionOf(0, scale)).toBe(0);
    expect(positionOf(Infinity, scale)).toBe(1);
  });

  it("show no more than eight times either way, and no less than a quarter more", () => {
    expect(ratioScale([{ ratio: 1000, low: 1, high: null }]).most).toBeCloseTo(8);
    expect(ratioScale([]).most).toBeCloseTo(1.25);
  });

  it("do not draw across months without data", () => {
    const months = ["2020-11", "2020-12", "2021-01", "2021-04"].map((month) => ({ month, value: 1 }));
    expect(runs(months).map((run) => run.length)).toEqual([3, 1]);
  });

  it.each([[0, 1], [7, 8], [61, 80], [1001, 1600], [800, 800]])("end above %d at the round %d", (value, round) => {
    expect(roundUp(value)).toBe(round);
  });

  it("name the counts so far in little room", () => {
    expect(["1", "6 to 9", "10 or more", "10 and more"].map(shortName)).toEqual(["1", "6–9", "10+", "10+"]);
  });
});

describe("classes", () => {
  it("spread over the whole ramp, the last in its last colour", () => {
    const ramp = ["#000001", "#000002", "#000003", "#000004", "#000005"];
    const colours = (n: number): string[] => ramped(Array.from({ length: n }, (_, from) => ({ label: "", from })), ramp).map(({ colour }) => colour);
    expect(colours(5)).toEqual(ramp);
    expect(colours(3)).toEqual(["#000001", "#000003", "#000005"]);
    expect(colours(1)).toEqual(["#000005"]);
  });

  it("without a shape are left out", () => {
    const classes = [{ value: "up", label: "Up", areas: 0 }, { value: "down", label: "Down", areas: 2 }, { value: "none", label: "None" }];
    expect(named(classes, {}, "#000000").map(({ value }) => value)).toEqual(["down", "none"]);
  });

  it("of chance begin just above the end of the one before", () => {
    const [first, second] = byChance([{ label: "hardly", to_p: 0.01 }, { label: "rarely", to_p: 0.05 }]);
    expect(first?.from).toBe(0);
    expect(second?.from).toBeGreaterThan(0.01);
    expect(second?.from).toBeLessThan(0.010_01);
  });

  it("of emerging cells put what is new first, then where most happened", () => {
    const cell = (name: string, of: string, count: number) => ({ geometry: null, properties: { cell: name, class: of, count, since: null, run_periods: 0 } });
    const order = clearest([cell("a", "persistent-hot", 900), cell("b", "new-hot", 3), cell("c", "new-hot", 8)], [{ value: "new-hot", label: "" }, { value: "persistent-hot", label: "" }]);
    expect(order.map(({ properties }) => properties.cell)).toEqual(["c", "b", "a"]);
  });
});

describe("sentences", () => {
  it("say a change of recording with its interval", () => {
    const change = { last_before: "2022-03", first_after: "2025-01", at: "2025-01-01", level_before: 2809, level_after: 1262, ratio: 0.45, low: 0.43, high: 0.47, across_gap: true };
    expect(changeSentence(change)).toBe("Jan 2025: from 2,809 to 1,262 a month (×0.45, 0.43 to 0.47), after months without data");
  });

  it("sign a change", () => {
    expect([0.12, -0.034, 0].map(signedPercent)).toEqual(["+12%", "−3.4%", "0%"]);
  });

  it("take the ratio that the chosen test is about", () => {
    const area = { change: { ratio: 1.5, low: 1, high: 2, p: 0.1 }, relative_change: null, trend: { ratio_per_year: 1.2, low: 1.1, high: 1.3 } };
    expect(shownRatio(area, "change")?.ratio).toBe(1.5);
    expect(shownRatio(area, "relative-change")).toBeNull();
    expect(shownRatio(area, "mann-kendall")?.ratio).toBe(1.2);
  });
});
