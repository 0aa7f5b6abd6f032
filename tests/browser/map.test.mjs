/** The map of the demo county, as an analyst uses it. */

import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import { after, before, test } from "node:test";
import { coloured, headline, launch, settled, withPage } from "./page.mjs";
import { startDemo } from "./server.mjs";

// As in web/src/palette.ts: YlOrRd, and the marks of repeat locations.
const DENSITY = ["#ffffb2", "#fecc5c", "#fd8d3c", "#f03b20", "#bd0026"];
const REPEAT = ["#12324a"];
const GROUND = "#fafaf8";

let demo;
let browser;
before(async () => {
  [demo, browser] = await Promise.all([startDemo(), launch()]);
});
after(async () => {
  await browser?.close();
  await demo?.stop();
});

const open = (act, { path = "/", ...options } = {}) =>
  withPage(browser, demo.url + path, async (page) => {
    await settled(page);
    await act(page);
  }, options);

/** What a person would say the page shows. */
async function shown(page) {
  return {
    total: await headline(page),
    chips: await page.locator(".chip-text").allTextContents(),
    card: await page.locator(".card-title").textContent(),
    row: await page.locator(".places-table tr.selected").getAttribute("data-id"),
    legend: await page.locator(".legend-notes:visible").textContent(),
    fill: await page.locator(".segmented input:checked").getAttribute("value"),
  };
}

test("shows hexagons, repeat locations, a legend and the notice", async () => {
  await open(async (page) => {
    assert.ok((await coloured(page, DENSITY)).count > 200, "hexagons in the legend's colours");
    assert.ok((await coloured(page, REPEAT, 1)).count > 100, "marks of repeat locations");
    assert.match(await page.locator(".notice").textContent(), /synthetic/i);
    assert.ok((await headline(page)) > 0);
    const legend = await page.locator(".legend").textContent();
    assert.match(legend, /per km²/);
    assert.match(legend, /Window/);
    assert.match(legend, /kernel.*300 m/i);
    assert.equal(await page.locator(".scale li").count(), 5);
  });
});

test("the legend does not cover the county's west edge", async () => {
  await open(async (page) => {
    const boxes = await page.locator(".map-boxes").boundingBox();
    await page.locator(".map-boxes").evaluate((element) => { element.style.visibility = "hidden"; });
    const { left } = await coloured(page, [...DENSITY, GROUND], 1);
    assert.ok(left >= boxes.x + boxes.width, `the county begins at ${left}, the boxes end at ${boxes.x + boxes.width}`);
  });
});

test("a filter changes count, map, legend and address", async () => {
  await open(async (page) => {
    const all = await headline(page);
    const kind = page.locator(".choice-kind .choice").first();
    await kind.click();
    await page.waitForURL(/category=/);
    await settled(page);
    const some = await headline(page);
    assert.ok(some > 0 && some < all, `${some} of ${all}`);
    assert.equal(await page.locator(".chip").count(), 1);
    assert.ok((await coloured(page, DENSITY)).count > 200);
    await page.locator(".chip").click();
    await settled(page);
    assert.equal(await headline(page), all);
    assert.equal(new URL(page.url()).searchParams.get("category"), null);
  });
});

test("classes of a kind can be chosen apart", async () => {
  await open(async (page) => {
    await page.locator(".fold").first().click();
    await page.locator(".choice-classes .choice").first().click();
    await page.waitForURL(/category=[a-z-]+\//);
    await settled(page);
    assert.equal(await page.locator(".choice-kind input").first().evaluate((input) => input.indeterminate), true);
  });
});

test("months are brushed on the histogram", async () => {
  await open(async (page) => {
    const all = await headline(page);
    const plot = await page.locator(".histogram-plot").boundingBox();
    await page.mouse.move(plot.x + plot.width * 0.3, plot.y + 40);
    await page.mouse.down();
    await page.mouse.move(plot.x + plot.width * 0.6, plot.y + 40, { steps: 5 });
    await page.mouse.up();
    await page.waitForURL(/from=\d{4}-\d{2}-01&to=\d{4}-\d{2}-01/);
    await settled(page);
    const some = await headline(page);
    assert.ok(some > 0 && some < all);
    assert.match(await page.locator(".readout").textContent(), / to .*: [\d,]+/);
  });
});

test("days are written as in Britain, and a wrong one is told", async () => {
  await open(async (page) => {
    const first = page.getByLabel("First day");
    assert.match(await first.inputValue(), /^\d{1,2} [A-Z][a-z]{2,3} \d{4}$/);
    const before = page.url();
    await first.fill("31/02/2020");
    await first.press("Enter");
    await page.locator(".problem").waitFor();
    assert.equal(page.url(), before);
  });
});

test("hours and weekdays are dragged over", async () => {
  await open(async (page) => {
    const all = await headline(page);
    const from = page.locator('.week.choosable [data-day="4"][data-hour="18"]');
    const to = page.locator('.week.choosable [data-day="5"][data-hour="23"]');
    await from.scrollIntoViewIfNeeded();
    await from.hover();
    await page.mouse.down();
    await to.hover();
    await page.mouse.up();
    await page.waitForURL(/hours=18-24&days=fri,sat/);
    await settled(page);
    const some = await headline(page);
    assert.ok(some > 0 && some < all);
    assert.match(await page.locator(".chip-text").textContent(), /Fri, Sat, 18:00 to 24:00/);
  });
});

test("an area is found, chosen and shown", async () => {
  await open(async (page) => {
    await page.getByLabel("Find an area").fill("colch");
    const row = page.getByRole("group", { name: "Areas" }).locator(".choice").first();
    await row.filter({ hasText: "Colchester" }).click();
    await page.waitForURL(/area=[^&]+:/);
    await settled(page);
    assert.match(await page.locator(".chip-text").textContent(), /Colchester/);
    assert.match(page.url(), /at=/, "the map went there");
  });
});

test("a hexagon's card tells counts, months, hours and categories", async () => {
  await open(async (page) => {
    const { at } = await coloured(page, DENSITY);
    assert.ok(at, "a hexagon to click");
    await page.mouse.click(at.x, at.y);
    await page.locator(".card .figure").first().waitFor();
    await settled(page);
    assert.match(page.url(), /select=cell:/);
    const card = await page.locator(".card").textContent();
    for (const part of [/per km²/, /Months/, /Hours and weekdays/, /Categories/]) assert.match(card, part);
  });
});

test("a place on the map highlights its row, and a row brings the map to its place", async () => {
  await open(async (page) => {
    await page.locator(".places-table tbody tr").nth(2).click();
    await page.waitForURL(/select=location:/);
    await page.waitForURL(/at=/);
    await settled(page);
    const id = await page.locator(".places-table tr.selected").getAttribute("data-id");
    await page.getByLabel("Close the card").click();
    await settled(page);
    assert.equal(await page.locator(".places-table tr.selected").count(), 0);
    const { at } = await coloured(page, REPEAT, 1);
    assert.ok(at, "a mark to click");
    await page.mouse.click(at.x, at.y);
    await page.locator(".places-table tr.selected").waitFor();
    assert.equal(typeof id, "string");
    assert.match(await page.locator(".card-kind").textContent(), /Repeat location/);
  });
});

test("the permalink brings back the same state, and the way back leads back", async () => {
  await open(async (page) => {
    await page.locator(".choice-kind .choice").first().click();
    await page.waitForURL(/category=/);
    await page.locator(".segmented label").nth(1).click();
    await page.waitForURL(/layers=areas/);
    await settled(page);
    const withoutSelection = page.url();
    await page.locator(".places-table tbody tr").first().click();
    await page.waitForURL(/select=location:.*at=/);
    await settled(page);
    const link = page.url();
    const seen = await shown(page);
    await page.reload();
    await settled(page);
    assert.deepEqual(await shown(page), seen);
    assert.equal(page.url(), link);
    await page.goBack();
    await settled(page);
    assert.equal(await page.locator(".card").isHidden(), true);
    assert.equal(new URL(page.url()).searchParams.get("category"), new URL(withoutSelection).searchParams.get("category"));
    await page.goForward();
    await settled(page);
    assert.deepEqual(await shown(page), seen);
  });
});

test("everything that a pointer does, a keyboard does", async () => {
  await open(async (page) => {
    await page.keyboard.press("Tab");
    assert.equal(await page.evaluate(() => document.activeElement?.className), "skip");
    await page.keyboard.press("Enter");
    assert.equal(await page.evaluate(() => document.activeElement?.id), "map");
    const handle = page.getByRole("slider", { name: "First month" });
    await handle.focus();
    await page.keyboard.press("ArrowRight");
    await page.waitForURL(/from=/);
    assert.match(await handle.getAttribute("aria-valuetext"), /\d{4}, [\d,]+ incidents/);
    const slot = page.locator('.week.choosable [data-day="0"][data-hour="0"]');
    await slot.focus();
    for (const key of ["ArrowDown", "ArrowRight"]) await page.keyboard.press(key);
    await page.keyboard.press("Shift+ArrowRight");
    await page.waitForURL(/hours=1-3&days=tue/);
    await settled(page);
    await page.getByRole("button", { name: "Clear all" }).focus();
    await page.keyboard.press("Enter");
    await settled(page);
    await page.locator(".row-button").first().focus();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await page.locator(".card .figure").first().waitFor();
    assert.equal(await page.locator(".places-table tbody tr").nth(1).getAttribute("aria-current"), "true");
    await page.keyboard.press("Escape");
    await page.waitForFunction(() => document.querySelector(".card")?.hasAttribute("hidden"));
    await page.locator("canvas").focus();
    const outline = await page.locator("canvas").evaluate((canvas) => getComputedStyle(canvas).outlineStyle);
    assert.equal(outline, "solid", "the focus is visible");
  });
});

test("the 24 × 7 picture and the histogram have names and values", async () => {
  await open(async (page) => {
    const grid = page.getByRole("grid", { name: /hour and weekday/ });
    assert.equal(await grid.getByRole("gridcell").count(), 168);
    assert.match(await grid.getByRole("gridcell").nth(30).getAttribute("aria-label"), /^Tuesday 06:00 to 07:00: [\d,]+ incidents$/);
    assert.equal(await page.getByRole("slider").count(), 2);
  });
});

test("fits a small screen: panels become sheets", async () => {
  await open(async (page) => {
    const wide = await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth);
    assert.equal(wide, false, "nothing sticks out sideways");
    assert.equal(await page.locator(".panel").isHidden(), true);
    await page.getByRole("button", { name: "Filters" }).tap();
    assert.equal(await page.locator(".panel").isVisible(), true);
    await page.locator(".choice-kind .choice").first().tap();
    await page.waitForURL(/category=/);
    await page.getByRole("button", { name: "Places" }).tap();
    assert.equal(await page.locator(".panel").isHidden(), true);
    await page.locator(".places-table tbody tr").first().tap();
    await page.locator(".card .figure").first().waitFor();
    await page.getByRole("button", { name: "Map", exact: true }).tap();
    assert.equal(await page.locator(".side").isHidden(), true);
    assert.match(await page.locator(".notice").textContent(), /synthetic/i);
  }, { width: 390, height: 844 });
});

test("keeps a picture of itself", { skip: process.env.WHERENEXT_SCREENSHOT === undefined && "WHERENEXT_SCREENSHOT is not set" }, async () => {
  const file = process.env.WHERENEXT_SCREENSHOT;
  await open(async (page) => {
    await mkdir(dirname(file), { recursive: true });
    await page.screenshot({ path: file });
  });
});
