import { describe, expect, it } from "vitest";
import { count, dayList, hourRange, measure, parseDay, percent, plural, shiftDays, shiftMonths, readable, span, week, windowOf } from "../src/format";

describe("a sentence of the service", () => {
  it("keeps a percent sign with its number", () => {
    expect(readable("62 % of 8 %")).toBe("62\u00a0% of 8\u00a0%");
  });

  it("has its dates in words, and nothing else changed", () => {
    expect(readable("From 2018-10 to 2021-03-31, 1-3 of 2018-99")).toBe("From Oct 2018 to 31 Mar 2021, 1-3 of 2018-99");
  });
});

describe("numbers", () => {
  it("have thousands separators", () => {
    expect(count(216436)).toBe("216,436");
    expect(plural(1, "incident")).toBe("1 incident");
    expect(plural(1732, "incident")).toBe("1,732 incidents");
  });

  it("keep three significant figures without exponents", () => {
    expect([0, 0.012345, 1.234, 12.345, 123.45, 1234.5, 123456].map(measure)).toEqual(["0", "0.0123", "1.23", "12.3", "123", "1,230", "123,000"]);
  });

  it("show fractions as percent only", () => {
    expect([0, 0.00001, 0.0004, 0.0123, 0.1234, 1].map(percent)).toEqual(["0%", "under 0.01%", "0.04%", "1.2%", "12%", "100%"]);
  });
});

describe("dates", () => {
  it("of whole months are named by the months", () => {
    expect(span("2021-03-01", "2021-04-01")).toBe("Mar 2021");
    expect(span("2020-04-01", "2021-04-01")).toBe("Apr 2020 to Mar 2021");
  });

  it("end on the last day that is in", () => {
    expect(span("2021-03-01", "2021-03-16")).toBe("1 Mar 2021 to 15 Mar 2021");
    expect(span("2021-03-01", "2021-03-02")).toBe("1 Mar 2021");
    expect(span(null, "2021-03-01")).toBe("until 28 Feb 2021");
    expect(span(null, null)).toBe("all dates");
  });

  it("take missing ends from the data", () => {
    expect(windowOf({ from: null, to: "2021-01-01" }, { from: "2019-06-01", to: "2022-01-01" })).toBe("Jun 2019 to Dec 2020");
  });

  it("step over months, years and leap days", () => {
    expect(shiftMonths("2020-12-15", 1)).toBe("2021-01-01");
    expect(shiftMonths("2021-01-01", -13)).toBe("2019-12-01");
    expect(shiftDays("2020-03-01", -1)).toBe("2020-02-29");
  });

  it("are read as they are written in Britain", () => {
    expect(["1 Mar 2021", " 01 march 2021", "1/3/2021", "01.03.2021", "2021-03-01"].map(parseDay)).toEqual(Array(5).fill("2021-03-01"));
    expect(["", "31 Jun 2021", "30/02/2021", "3 Foo 2021", "2021", "13/13/2021"].map(parseDay)).toEqual(Array(6).fill(null));
  });
});

describe("the week", () => {
  it("joins runs of days", () => {
    expect(dayList(["mon", "tue", "wed", "sun"])).toBe("Mon to Wed, Sun");
    expect(dayList(["sat", "fri"])).toBe("Fri, Sat");
  });

  it("names hours by their ends", () => {
    expect(hourRange({ from: 22, to: 4 })).toBe("22:00 to 04:00");
    expect(hourRange({ from: 18, to: 24 })).toBe("18:00 to 24:00");
    expect(week({ hours: null, days: [] })).toBeNull();
    expect(week({ hours: { from: 15, to: 18 }, days: ["mon", "tue"] })).toBe("Mon, Tue, 15:00 to 18:00");
  });
});
