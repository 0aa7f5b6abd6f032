import { describe, expect, it } from "vitest";
import { readView, writeView } from "../src/state/permalink";
import { DEFAULT_VIEW, type View } from "../src/state/view";

const CHANGED: View = {
  filter: {
    categories: ["asb"],
    from: "2020-01-01",
    to: "2020-07-01",
    hours: { from: 22, to: 4 },
    days: ["fri", "sat"],
    areas: ["ward:E05, north"],
    sources: ["Fire & Rescue"],
    provenance: ["officer-found"],
  },
  fill: "areas",
  overlays: ["incidents", "labels"],
  density: { bandwidthM: 500, kernel: "quartic", edge: "uniform" },
  repeats: { by: "cluster", radiusM: 100, minCount: 3 },
  areas: { layer: "ward", measure: "rate" },
  side: "places",
  analysis: { id: "near-repeats", options: { metric: "manhattan", times: "3,7,14,28" } },
  forecast: { id: 14, shift: "weekend-night", plain: true, coverage: 0.05, all: true },
  selection: { kind: "location", id: "key:12 High Street" },
  camera: { lng: 0.9012, lat: 51.8891, zoom: 12.5 },
};

describe("the permalink", () => {
  it("of the default view is empty, and an empty one is the default", () => {
    expect(writeView(DEFAULT_VIEW)).toBe("");
    expect(readView("")).toEqual(DEFAULT_VIEW);
  });

  it("carries the whole view there and back", () => {
    expect(readView(`?${writeView(CHANGED)}`)).toEqual(CHANGED);
  });

  it("carries each part without the others", () => {
    const parts = Object.keys(CHANGED) as (keyof View)[];
    for (const part of parts) {
      const view: View = { ...DEFAULT_VIEW, [part]: CHANGED[part] };
      expect(readView(writeView(view))).toEqual(view);
    }
  });

  it("tells no overlays from the default ones", () => {
    const bare: View = { ...DEFAULT_VIEW, fill: "none", overlays: [] };
    expect(readView(writeView(bare))).toEqual(bare);
  });

  it.each([
    "hours=25-3",
    "hours=0-24",
    "hours=x",
    "from=yesterday",
    "from=2021-13-01",
    "days=foo",
    "kernel=box",
    "bandwidth_m=-5",
    "bandwidth_m=",
    "at=1,2",
    "at=999,0,3",
    "at=a,b,c",
    "select=planet:x",
    "select=cell:",
    "select=risk:nowhere",
    "select=risk:1,2,3",
    "select=risk:1,",
    "forecast=0",
    "forecast=latest",
    "coverage=2",
    "coverage=x",
    "risk=much",
    "unheard=of",
  ])("takes the default for what it cannot read: %s", (query) => {
    expect(readView(query)).toEqual(DEFAULT_VIEW);
  });
});
