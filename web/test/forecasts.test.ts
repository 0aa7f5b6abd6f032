import { describe, expect, it } from "vitest";
import type { RiskPoint, Score } from "../src/api/forecasts";
import { basisOf, middleOf } from "../src/cards/basis";
import { ceiling, type RecordPoint, said, shortest } from "../src/charts/record";
import { statusOf } from "../src/forecasts/list";
import { exampleCategory } from "../src/forecasts/none";
import { courseOf, recordAt, verdictSaid } from "../src/forecasts/record";
import { addingUp, between, chanceWords, digitsOf, expectedWords, gridWords, horizonWords, hoursUnknown, ordinal, period, plainWords, timesIn } from "../src/forecasts/words";
import { NO_FILTER } from "../src/state/filter";
import { forecastName, placeOf, riskAt, riskPointParams, shownParams, sideShown, withForecast, withoutRisk } from "../src/state/forecast";
import { readView } from "../src/state/permalink";
import { DEFAULT_VIEW, type View } from "../src/state/view";

const view = (change: Partial<View>): View => ({ ...DEFAULT_VIEW, ...change });
const shown = (change: Partial<View["forecast"]>): View => view({ forecast: { ...DEFAULT_VIEW.forecast, ...change } });

describe("a forecast in words", () => {
  it.each([["7d", "7 days"], ["1d", "1 day"], ["1mo", "1 month"], ["3mo", "3 months"], ["soon", "soon"]])("%s reaches %s", (horizon, words) => {
    expect(horizonWords(horizon)).toBe(words);
  });

  it.each([["hex:9", "350 m hexagons"], ["square:250ft", "250 ft squares"], ["square:0.5km", "0.5 km squares"], ["hex:4", "hexagons of resolution 4"], ["parish", "parish"]])("%s is %s", (grid, words) => {
    expect(gridWords(grid)).toBe(words);
  });

  it.each([["count-28d", "count of 28 days"], ["count-12mo", "count of 12 months"], ["count-all", "count of all years"], ["count-decayed", "count that forgets with time"], ["kde", "kde"]])("%s is a %s", (name, words) => {
    expect(plainWords(name)).toBe(words);
  });

  it.each([[1, "1st"], [2, "2nd"], [3, "3rd"], [11, "11th"], [12, "12th"], [13, "13th"], [21, "21st"], [112, "112th"], [1203, "1,203rd"]])("rank %d is %s", (rank, words) => {
    expect(ordinal(rank)).toBe(words);
  });

  it.each([[0.8, "8 times in 10"], [0.95, "19 times in 20"], [0.9, "9 times in 10"], [0.99, "99% of the time"]])("an interval of %d holds %s", (fraction, words) => {
    expect(timesIn(fraction)).toBe(words);
  });

  it.each([[0, 0, "none"], [0, 1, "none or 1"], [0, 3, "0 to 3"], [2, 2, "2"], [2, 5, "2 to 5"]])("between %d and %d is %s", (low, high, words) => {
    expect(between(low, high)).toBe(words);
  });

  it.each([[0, "none"], [0.02, "about 1 in 50"], [0.34, "about 1 in 3"], [0.5, "about 1 in 2"], [0.63, "about 2 in 3"], [0.79, "about 8 in 10"], [0.97, "about 9 in 10"], [0.999, "almost certain"]])("a chance of %d is %s", (fraction, words) => {
    expect(chanceWords(fraction)).toBe(words);
  });

  it("names a period as shortly as can be", () => {
    expect(period({ from: "2025-12-01", to: "2025-12-08" })).toBe("1 to 7 Dec 2025");
    expect(period({ from: "2025-11-24", to: "2025-12-08" })).toBe("24 Nov to 7 Dec 2025");
    expect(period({ from: "2025-12-29", to: "2026-01-05" })).toBe("29 Dec 2025 to 4 Jan 2026");
    expect(period({ from: "2025-12-01", to: "2026-01-01" })).toBe("Dec 2025");
    expect(period({ from: "2025-12-01", to: "2025-12-02" })).toBe("1 Dec 2025");
  });

  it("says why hours are not known", () => {
    expect(hoursUnknown(null)).toBe("Hours are not known in this data.");
    expect(hoursUnknown("The data know months only.")).toBe("Hours are not known: the data know months only.");
  });

  it("never says that next to nothing is nothing", () => {
    expect([0, 0.0004, 0.0123, 1.84].map(expectedWords)).toEqual(["0", "under 0.001", "0.0123", "1.84"]);
  });
});

describe("parts of a risk", () => {
  it("add up to the risk as it is shown", () => {
    const parts = [0.333, 0.333, 0.334];
    const rounded = addingUp(parts, 1, 2);
    expect(rounded).toEqual([0.33, 0.33, 0.34]);
    expect(rounded.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 10);
  });

  it("add up with one that takes away", () => {
    const rounded = addingUp([0.846, 0.497, -0.0553], 1.2877, 2);
    expect(rounded.reduce((a, b) => a + b, 0)).toBeCloseTo(1.29, 10);
    expect(rounded[2]).toBe(-0.06);
  });

  it("for any parts, and none is moved by a whole unit", () => {
    for (let seed = 1; seed < 200; seed += 1) {
      const parts = Array.from({ length: 6 }, (_, at) => ((seed * 7919 + at * 104_729) % 1000) / 700 - 0.2);
      const total = parts.reduce((a, b) => a + b, 0);
      const rounded = addingUp(parts, total, 2);
      expect(rounded.reduce((a, b) => a + b, 0)).toBeCloseTo(Number(total.toFixed(2)), 8);
      for (const [at, part] of parts.entries()) expect(Math.abs(part - (rounded[at] ?? 0))).toBeLessThanOrEqual(0.01);
    }
  });

  it("that do not add up are not made to", () => {
    expect(addingUp([0.1, 0.1], 5, 2)).toEqual([0.1, 0.1]);
    expect(addingUp([], 0, 2)).toEqual([]);
  });

  it.each([[1.84, 2], [12.3, 1], [612, 0], [0.42, 3], [0.000_02, 4], [0, 2]])("%d is shown with %d decimals", (value, digits) => {
    expect(digitsOf(value)).toBe(digits);
  });
});

const capture = (rate: number | null) => ({ hit_rate: rate, pai: rate === null ? null : rate * 100 });
const coverage = (fraction: number, ours: number | null) => ({
  coverage_fraction: fraction,
  ours: { ...capture(ours), hit_rate_low: 0.1, hit_rate_high: 0.3 },
  best_plain: { name: "count-28d", ...capture(0.15) },
  plain: [{ name: "count-28d", ...capture(0.15) }, { name: "count-24mo", ...capture(0.18) }],
  oracle: capture(0.4),
});
const score = (change: Partial<Score>): Score => ({ forecast: 1, from: "2025-12-01", to: "2025-12-08", replay: false, incidents: 600, expected: 612, counts_in_record: true, coverages: [coverage(0.01, 0.2), coverage(0.05, 0.5)], ...change });

describe("the record", () => {
  it("is told at the least coverage unless another is asked for", () => {
    const { coverages } = score({});
    expect(recordAt([...coverages].reverse(), null)?.coverage_fraction).toBe(0.01);
    expect(recordAt(coverages, 0.05)?.coverage_fraction).toBe(0.05);
    expect(recordAt(coverages, 0.2)?.coverage_fraction).toBe(0.01);
    expect(recordAt([], null)).toBeNull();
  });

  it("runs along one plain count, leaves out what does not count, and marks replays", () => {
    const course = courseOf([score({ replay: true }), score({ counts_in_record: false }), score({ incidents: 0, coverages: [coverage(0.01, null)] })], 0.01, "count-24mo");
    expect(course).toHaveLength(2);
    expect(course[0]).toMatchObject({ name: "1 to 7 Dec 2025", replay: true, ours: 0.2, low: 0.1, high: 0.3, plain: 0.18, oracle: 0.4 });
    expect(course[1]).toMatchObject({ ours: null, incidents: 0 });
  });

  it("says whichever way it is, and of replays that they are", () => {
    expect(verdictSaid("ahead", false)).toBe("So far, ours beats the plain count.");
    expect(verdictSaid("level", true)).toBe("In replays, ours does not beat the plain count: they are level.");
    expect(verdictSaid("behind", false)).toMatch(/does not beat/);
    expect(verdictSaid("too-few", true)).toMatch(/^Too few/);
  });

  it("has an axis that holds every value", () => {
    const point = (ours: number, oracle: number): RecordPoint => ({ name: "", replay: false, incidents: 1, ours, low: null, high: null, plain: null, oracle });
    expect(ceiling([point(0.2, 0.42)])).toBe(0.5);
    expect(ceiling([point(0.004, 0.01)])).toBe(0.02);
    expect(ceiling([point(0.2, 0.95)])).toBe(1);
    expect(ceiling([])).toBe(0.02);
  });

  it("reads out a period", () => {
    const point = { name: "1 to 7 Dec 2025", replay: true, incidents: 600, ours: 0.2, low: null, high: null, plain: 0.18, oracle: 0.4 };
    expect(said(point)).toBe("1 to 7 Dec 2025: ours 20%, count 18%, hindsight 40% of 600 · replay");
    expect(said({ ...point, ours: null, plain: null, oracle: null })).toBe("1 to 7 Dec 2025: no incidents");
  });

  it.each([["1 to 7 Dec 2025", "1 Dec 2025"], ["24 Nov to 7 Dec 2025", "24 Nov 2025"], ["Dec 2025", "Dec 2025"], ["29 Dec 2025 to 4 Jan 2026", "29 Dec 2025"]])("has room for the start of %s", (name, start) => {
    expect(shortest(name)).toBe(start);
  });
});

describe("a stored forecast", () => {
  it("says what it waits for", () => {
    const waits = { score: null, to: "2025-12-08" };
    expect(statusOf(waits, "2025-12-03")).toBe("Not due before 8 Dec 2025");
    expect(statusOf(waits, "2025-12-08")).toBe("Waits for the incidents of its period");
    expect(statusOf({ ...waits, score: score({}) }, "2025-12-09")).toBe("Scored");
    expect(statusOf({ ...waits, score: score({ incidents: 0 }) }, "2025-12-09")).toBe("No incidents in the period");
  });

  it("is asked for by number, the newest by name", () => {
    expect([null, 14].map((id) => forecastName({ id }))).toEqual(["latest", "14"]);
    expect(shownParams({ shift: null, plain: false })).toEqual([]);
    expect(shownParams({ shift: "mon-early", plain: true })).toEqual([["model", "plain"], ["shift", "mon-early"]]);
  });

  it("can be made by a command that the data understands", () => {
    const kinds = (...names: string[]) => ({ categories: names.map((kind) => ({ kind, kind_label: kind, class: "x", id: `${kind}/x`, label: "x", count: 1 })) });
    expect(exampleCategory(kinds("crime", "asb"))).toBe("asb");
    expect(exampleCategory(kinds("crime"))).toBe("crime");
  });
});

describe("a place of the forecast", () => {
  it("is in the link as it was clicked", () => {
    const selection = riskAt([0.901_234_567, 51.889_123_4]);
    expect(selection).toEqual({ kind: "risk", id: "0.90123,51.88912" });
    expect(placeOf(selection.id)).toEqual([0.901_23, 51.889_12]);
    expect(riskPointParams(shown({ id: 3, shift: "mon-early" }), [0.9, 51.8])).toEqual([["lon", "0.9"], ["lat", "51.8"], ["forecast", "3"], ["shift", "mon-early"]]);
  });

  it.each(["", "1", "1,", ",2", "1,2,3", "a,b", "200,0", "0,89"])("is none: %j", (id) => {
    expect(placeOf(id)).toBeNull();
  });
});

describe("opening the forecasts", () => {
  it("brings their layer, and the list of places brings its marks back", () => {
    const open = view(sideShown(DEFAULT_VIEW, "forecasts"));
    expect(open).toMatchObject({ side: "forecasts", fill: "risk", overlays: ["labels"] });
    expect(view({ ...open, ...sideShown(open, "places") })).toMatchObject({ side: "places", fill: "risk", overlays: ["repeats", "labels"] });
    expect(sideShown(DEFAULT_VIEW, "analyses")).toEqual({ side: "analyses" });
  });

  it("of another one drops what belonged to the last", () => {
    const before = { ...shown({ id: 3, shift: "mon-early", plain: true, all: true }), selection: riskAt([0.9, 51.8]) };
    expect(withForecast(before, 7)).toEqual({ forecast: { id: 7, shift: null, plain: true, coverage: null, all: false }, fill: "risk", selection: null });
    expect(withForecast({ ...before, selection: { kind: "area", id: "district:E1" } }, 7).selection).toEqual({ kind: "area", id: "district:E1" });
  });

  it("falls back where there is none", () => {
    expect(withoutRisk(view({ fill: "risk", selection: riskAt([0.9, 51.8]) }))).toEqual({ fill: "density", selection: null });
    expect(withoutRisk(view({ fill: "areas" }))).toEqual({});
  });
});

describe("what a part rests on", () => {
  const ring: [number, number][] = [[0, 51], [0.2, 51], [0.2, 51.2], [0, 51.2], [0, 51]];
  const card: Pick<RiskPoint, "from" | "cell" | "polygon" | "shifts"> = { from: "2025-12-01", cell: "89194e2a60bffff", polygon: ring, shifts: [] };

  it("is a link to a view of the forecast's own incidents, up to its origin", () => {
    const recent = basisOf("recent-incidents", card, "category=asb", view({ filter: { ...NO_FILTER, categories: ["crime"] } }));
    const linked = readView(recent?.href ?? "");
    expect(linked.filter).toEqual({ ...NO_FILTER, categories: ["asb"], from: "2025-11-03", to: "2025-12-01" });
    expect(linked.selection).toEqual({ kind: "cell", id: card.cell });
    expect(linked.camera).toMatchObject({ lng: 0.1, lat: 51.1 });
  });

  it("begins with a month where days are not known", () => {
    expect(basisOf("recent-incidents", { ...card, shifts: null }, "category=asb", DEFAULT_VIEW)?.to.filter).toMatchObject({ from: "2025-11-01", to: "2025-12-01" });
  });

  it("is an analysis where that shows it", () => {
    expect(basisOf("season-and-hour", card, "category=asb", DEFAULT_VIEW)?.to).toMatchObject({ side: "analyses", analysis: { id: "hours" } });
    expect(basisOf("surroundings", card, "category=asb", DEFAULT_VIEW)?.to).toMatchObject({ analysis: { id: "facilities" } });
  });

  it("is no hexagon's card where cells are squares, and nothing for parts that nobody knows", () => {
    expect(basisOf("long-memory", { ...card, cell: "12:34" }, "", DEFAULT_VIEW)?.to.selection).toBeNull();
    expect(basisOf("astrology", card, "", DEFAULT_VIEW)).toBeNull();
  });

  it("lies in the middle of the cell", () => {
    const [lng, lat] = middleOf(ring);
    expect(lng).toBeCloseTo(0.1);
    expect(lat).toBeCloseTo(51.1);
  });
});
