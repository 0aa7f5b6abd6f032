/** Where next: the record, the layer, the card of a place, and what is said when there is nothing to show. */

import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import { after, before, test } from "node:test";
import { coloured, launch, settled, withPage } from "./page.mjs";
import { startDemo, startForecasts } from "./server.mjs";
import { ledger, serveForecasts } from "./stored.mjs";

// As in web/src/palette.ts; and its last class.
const RISK = ["#fde0dd", "#fbb4b9", "#f768a1", "#c51b8a", "#7a0177"];
const MOST = RISK.slice(-1);

let demo;
let browser;
before(async () => {
  [demo, browser] = await Promise.all([startDemo(), launch()]);
});
after(async () => {
  await browser?.close();
  await demo?.stop();
});

/** Opens the page with these stored forecasts. */
const open = (stored, act, { path = "/?side=forecasts&layers=risk,labels", asked = [], ...options } = {}) =>
  withPage(browser, demo.url + path, async (page) => {
    await settled(page);
    await act(page);
  }, { ...options, prepare: (page) => serveForecasts(page, stored, asked) });

const nothingSticksOut = async (page) => {
  const wide = await page.evaluate(() => ({
    page: document.documentElement.scrollWidth - window.innerWidth,
    panel: document.querySelector(".forecasts").scrollWidth - document.querySelector(".forecasts").clientWidth,
  }));
  assert.ok(wide.page <= 0 && wide.panel <= 0, JSON.stringify(wide));
};

test("the tab shows the record first, the layer and a legend with method, unit, window and origin", async () => {
  await open(ledger(), async (page) => {
    await page.getByRole("tab", { name: "Where next" }).click();
    await settled(page);
    assert.match(await page.locator(".record .finding-statement").textContent(), /^So far, ours beats the plain count/);
    assert.ok((await page.locator(".record svg circle").count()) >= 7, "a dot for every scored week");
    assert.ok((await page.locator(".record .record-interval").count()) >= 7, "with its interval");
    assert.ok((await coloured(page, MOST)).count > 1000, "cells in the legend's colour");
    const said = await page.locator(".legend").textContent();
    for (const part of [/per km² in 7 days/, /Window22 to 28 Feb 2021/, /Methodensemble on hex:9/, /Origin22 Feb 2021; learned from 318,823 incidents/]) assert.match(said, part);
    assert.doesNotMatch(said, /Replay/);
    await page.getByRole("tab", { name: "Repeat locations" }).click();
    await settled(page);
    assert.equal(await page.getByRole("checkbox", { name: "Repeat locations" }).isChecked(), true, "the marks are back with their list");
  }, { path: "/" });
});

test("it says so when ours does not beat the count, and when nothing is scored yet", async () => {
  await open(ledger({ verdict: "behind" }), async (page) => {
    assert.match(await page.locator(".record .finding-statement").textContent(), /does not beat the plain count/);
  });
  await open(ledger({ weeks: 2, unscored: 2, replays: 0 }), async (page) => {
    assert.match(await page.locator(".record").textContent(), /No forecast is scored yet.*2 forecasts wait for the incidents of their periods/);
    assert.equal(await page.locator(".record svg").count(), 0);
  });
});

test("the plain count is one press away, and the link and the way back know it", async () => {
  const asked = [];
  await open(ledger(), async (page) => {
    await page.getByRole("button", { name: "Plain count" }).click();
    await page.waitForURL(/risk=plain/);
    await settled(page);
    assert.match(await page.locator(".legend").textContent(), /Plain count: .*24 months on hex:9/);
    assert.ok(asked.some((address) => address.startsWith("?") && address.includes("model=plain")), "the tiles are the count's");
    assert.equal(await page.evaluate(() => document.activeElement?.textContent), "Plain count", "the focus stays");
    await page.goBack();
    await settled(page);
    assert.doesNotMatch(await page.locator(".legend").textContent(), /Plain count:/);
  }, { asked });
});

test("a shift changes layer, places and link", async () => {
  const asked = [];
  await open(ledger(), async (page) => {
    await page.getByLabel("Hours").last().selectOption("weekend-night");
    await page.waitForURL(/shift=weekend-night/);
    await settled(page);
    assert.match(await page.locator(".legend").textContent(), /Window.*Weekend, 19:00 to 07:00/);
    assert.ok(asked.some((address) => /forecasts\/latest\/risk\?shift=weekend-night/.test(address)));
  }, { asked });
});

test("another horizon is a kind of its own: its newest forecast, its record, its list", async () => {
  await open(ledger({ kinds: 2 }), async (page) => {
    assert.equal(await page.locator(".forecast-row").count(), 8, "the weeks, and not the month");
    await page.getByLabel("Forecasts of").selectOption({ label: "Anti-social behaviour · 1 month · ensemble · 350 m hexagons" });
    await page.waitForURL(/forecast=9/);
    await settled(page);
    assert.equal(await page.locator(".forecast-period").textContent(), "Dec 2020");
    assert.match(await page.locator(".record").textContent(), /No forecast like this one is scored yet/);
    assert.equal(await page.locator(".forecast-row").count(), 1);
  });
});

test("a replay is marked in the list, the panel, the legend and the card", async () => {
  await open(ledger({ replays: 8 }), async (page) => {
    assert.match(await page.locator(".record .finding-statement").textContent(), /^In replays, ours/);
    assert.match(await page.locator(".shown .finding-warning").textContent(), /^Replay\./);
    assert.match(await page.locator(".legend").textContent(), /Replay/);
    assert.equal(await page.locator(".forecast-row .badge.replay").count(), 8);
    await page.locator(".places-most .row-button").first().click();
    await page.locator(".card .badge.replay").waitFor();
  });
});

test("a place says how many, how sure, which rank, what the count says, and why, in parts that add up", async () => {
  await open(ledger(), async (page) => {
    const { at } = await coloured(page, MOST);
    await page.mouse.click(at.x, at.y);
    await page.waitForURL(/select=risk:/);
    const card = page.locator(".card");
    await card.locator(".why").waitFor();
    const said = await card.textContent();
    for (const part of [/Expected in Chelmsford/, /1\.84.*0 to 4, 8 times in 10/, /12th/, /1\.2.*by the plain count, 31st/, /5 in the last 28 days/, /Weekday, 07:00 to 19:00/]) assert.match(said, part);
    const values = (await card.locator(".why .why-value").allTextContents()).map((text) => Number(text.replace("−", "-")));
    const total = values.pop();
    assert.equal(total, 1.84);
    assert.equal(Number(values.reduce((sum, value) => sum + value, 0).toFixed(2)), total);
    await card.getByRole("link", { name: "Show them" }).click();
    await page.waitForURL(/category=asb&from=2021-01-25&to=2021-02-22/);
    await settled(page);
    assert.equal(await page.locator(".card-kind").textContent(), "Cell");
    await page.getByRole("button", { name: "What is expected here" }).click();
    await card.locator(".why").waitFor();
    assert.equal(await page.getByRole("tab", { name: "Where next" }).getAttribute("aria-selected"), "true");
  });
});

test("a link to a place brings back card and outline, though the list comes late", async () => {
  await withPage(browser, `${demo.url}/?side=forecasts&layers=risk,labels&select=risk:0.47,51.735&at=0.47,51.735,15`, async (page) => {
    await page.locator(".card .why").waitFor();
    await page.locator(".record .finding-statement").waitFor();
    await settled(page);
    assert.match(await page.locator(".card .why a").first().getAttribute("href"), /category=asb/);
    // The outline's dark line, drawn over the fill.
    assert.ok((await coloured(page, ["#111111"], 1)).count > 150, "the cell is outlined");
  }, {
    prepare: async (page) => {
      await serveForecasts(page, ledger());
      await page.route("**/api/v1/forecasts?*", async (route) => {
        await page.waitForTimeout(1500);
        await route.fallback();
      });
    },
  });
});

test("data without hours say so, and have no shifts to choose", async () => {
  await open(ledger({ hoursKnown: false }), async (page) => {
    assert.match(await page.locator(".shown").textContent(), /Hours are not known: the data know months only/);
    await page.locator(".places-most .row-button").first().click();
    await page.locator(".card .why").waitFor();
    const said = await page.locator(".card").textContent();
    assert.match(said, /Hours are not known/);
    assert.doesNotMatch(said, /Here so far: [^.]* 28 days/);
  });
});

test("all forecasts stand with their scores, and a row brings its forecast to the map", async () => {
  await open(ledger(), async (page) => {
    await page.getByRole("button", { name: "All forecasts and their scores" }).click();
    await page.waitForURL(/ledger=all/);
    const rows = page.locator(".ledger .result-table tbody tr");
    assert.equal(await rows.count(), 8);
    assert.match(await page.locator(".forecasts").textContent(), /chain of their hashes holds/);
    assert.deepEqual(await rows.first().locator(".number").allTextContents(), ["–", "–", "–"]);
    assert.deepEqual(await rows.last().locator(".number").allTextContents(), ["21%", "19%", "50%"]);
    await rows.first().locator(".row-button").focus();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await page.waitForURL(/forecast=7/);
    assert.equal(await page.locator(".forecast-row[aria-current]").count(), 1);
  });
});

test("what is published of the model is linked where its forecasts are told", async () => {
  await open(ledger(), async (page) => {
    const links = async (part) => page.locator(`${part} .document-links a`).evaluateAll((all) => all.map(({ textContent, pathname, target }) => [textContent, pathname, target]));
    const expected = [["How this works, and how well", "model-card"], ["Transparency record", "record"]].map(([name, kind]) => [name, `/api/v1/transparency/asb-hex-9-7d-ensemble-0.1.0/${kind}.html`, "_blank"]);
    assert.deepEqual(await links(".made"), expected);
    await page.getByRole("button", { name: "All forecasts and their scores" }).click();
    assert.deepEqual(await links(".ledger"), expected);
  });
});

test("a broken chain of hashes raises an alarm", async () => {
  await open(ledger({ intact: false }), async (page) => {
    assert.match(await page.getByRole("alert").filter({ hasText: "broken" }).textContent(), /Do not rely/);
  }, { path: "/?side=forecasts&ledger=all" });
});

test("without a forecast the panel tells the command that makes one, and the map stays as it was", async () => {
  await open(ledger({ weeks: 0 }), async (page) => {
    assert.match(await page.locator(".forecasts").textContent(), /No forecast is stored yet.*wherenext forecast --category asb --horizon 7d/);
    assert.equal(await page.locator(".segmented input:checked").getAttribute("value"), "density");
    assert.equal(await page.locator(".segmented label:visible").filter({ hasText: "Risk" }).count(), 0);
    assert.doesNotMatch(page.url(), /risk/);
    await page.unrouteAll();
    await serveForecasts(page, ledger());
    await page.getByRole("button", { name: "Look again" }).click();
    await page.locator(".record .finding-statement").waitFor();
  });
});

test("a forecast that the ledger does not have falls to the newest", async () => {
  await open(ledger(), async (page) => {
    assert.equal(await page.locator(".forecast-period").textContent(), "22 to 28 Feb 2021");
    assert.doesNotMatch(page.url(), /forecast=99/);
  }, { path: "/?side=forecasts&layers=risk,labels&forecast=99" });
});

test("the service's own words are shown when it refuses, and a long wait is told", async () => {
  const problem = { type: "about:blank", title: "Not found", status: 404, detail: "The point lies in no cell of the forecast." };
  await open(ledger(), async (page) => {
    await page.route("**/api/v1/risk?*", (route) => route.fulfill({ status: 404, contentType: "application/problem+json", body: JSON.stringify(problem) }));
    await page.locator(".places-most .row-button").first().click();
    await page.locator(".card .failed").filter({ hasText: "lies in no cell" }).waitFor();
    await page.unroute("**/api/v1/risk?*");
    await page.route("**/api/v1/risk?*", (route) => route.fulfill({ status: 202, headers: { location: "/api/v1/jobs/j1", "retry-after": "1" }, contentType: "application/json", body: JSON.stringify({ id: "j1", done_fraction: 0.42 }) }));
    await page.route("**/api/v1/jobs/j1", (route) => route.fulfill({ status: 204 }));
    await page.locator(".card").getByRole("button", { name: "Try again" }).click();
    await page.locator(".card").filter({ hasText: "42% done" }).waitFor();
  }, { expectTrouble: true });
});

test("names of any length stay inside the panel", async () => {
  await open(ledger({ label: "Anti-social behaviour of a kind that somebody once typed into a form ".repeat(4).trim() }), async (page) => {
    await nothingSticksOut(page);
    await page.locator(".places-most .row-button").first().click();
    await page.locator(".card .why").waitFor();
    await nothingSticksOut(page);
  });
});

test("on a small screen the forecasts are a sheet of their own", async () => {
  await open(ledger(), async (page) => {
    await page.getByRole("button", { name: "Next", exact: true }).tap();
    await settled(page);
    assert.equal(await page.locator(".record .finding-statement").isVisible(), true);
    await nothingSticksOut(page);
    await page.locator(".places-most .row-button").first().tap();
    await page.locator(".card .why").waitFor();
    await nothingSticksOut(page);
  }, { path: "/", width: 390, height: 844 });
});

/** Nothing made up: a model of ours on the demo county, its ledger and its score. */
test("forecasts of the service itself: record, layer, plain count, and a place whose parts add up", { skip: process.env.WHERENEXT_URL !== undefined && "WHERENEXT_URL names the service" }, async () => {
  const service = await startForecasts();
  try {
    // The county may hold the demo's own forecasts too.
    const { forecasts } = await (await fetch(`${service.url}/api/v1/forecasts`)).json();
    const { id } = forecasts.find(({ filter }) => filter === "category=crime/burglary");
    await withPage(browser, `${service.url}/?side=forecasts&layers=risk,labels&forecast=${id}`, async (page) => {
      await page.locator(".record .finding-statement").waitFor();
      await settled(page);
      assert.match(await page.locator(".record .finding-statement").textContent(), /Too few periods are scored/);
      assert.equal(await page.locator(".record svg circle").count(), 4, "the scored weeks");
      assert.ok((await coloured(page, RISK)).count > 200, "cells in the legend's colours");
      await page.getByRole("button", { name: "Plain count" }).click();
      await settled(page);
      assert.match(await page.locator(".legend").textContent(), /Plain count:/);
      assert.ok((await coloured(page, RISK)).count > 200);
      await page.getByRole("button", { name: "Our forecast" }).click();
      await page.locator(".places-most .row-button").first().click();
      await page.locator(".card .why").waitFor();
      const values = (await page.locator(".card .why .why-value").allTextContents()).map((text) => Number(text.replace("−", "-")));
      const total = values.pop();
      assert.ok(total > 0);
      assert.ok(Math.abs(values.reduce((sum, value) => sum + value, 0) - total) < 1e-6, `${values} add up to ${total}`);
      assert.match(await page.locator(".card").textContent(), /by the plain count/);
      await settled(page);
      assert.ok((await coloured(page, ["#111111"], 1)).count > 150, "the cell is outlined");
      await nothingSticksOut(page);
      const folder = process.env.WHERENEXT_SCREENSHOTS;
      if (folder === undefined) return;
      await mkdir(folder, { recursive: true });
      await page.screenshot({ path: `${folder}/where-next.png` });
    });
  } finally {
    await service.stop();
  }
});

test("the tabs of the panel go round with the arrow keys", async () => {
  await open(ledger(), async (page) => {
    await page.getByRole("tab", { name: "Repeat locations" }).focus();
    await page.keyboard.press("ArrowLeft");
    assert.equal(await page.getByRole("tab", { name: "Where next" }).getAttribute("aria-selected"), "true");
    await page.keyboard.press("ArrowRight");
    assert.equal(await page.getByRole("tab", { name: "Repeat locations" }).getAttribute("aria-selected"), "true");
  }, { path: "/" });
});
