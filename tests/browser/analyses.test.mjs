/** The analyses, as they are asked at a tasking meeting: a question, its finding, its rows and its picture. */

import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import { after, before, test } from "node:test";
import { coloured, launch, settled, withPage } from "./page.mjs";
import { startDemo } from "./server.mjs";

// As in web/src/palette.ts.
const HOT = ["#b2182b"];
const DIRECTIONS = ["#b35806", "#542788", "#ece9e4"];

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

/** Opens the list, then the analysis by its question. */
async function ask(page, question) {
  await page.getByRole("tab", { name: "Analyses" }).click();
  await page.getByRole("button", { name: question }).click();
  await answered(page);
}

/** The finding is there, and the map has drawn what there is to draw. */
async function answered(page) {
  await page.locator(".finding-statement").waitFor();
  await settled(page);
}

/** A year is enough, and quick on two busy cores. */
const YEAR = "from=2020-04-01&to=2021-04-01";
const QUESTIONS = 16;

test("questions stand in plain words, and Enter opens one", async () => {
  await open(async (page) => {
    await page.getByRole("tab", { name: "Analyses" }).click();
    assert.equal(await page.locator(".question-button").count(), QUESTIONS);
    await page.locator(".question-button").first().focus();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await answered(page);
    assert.match(page.url(), /analysis=hot-spots/);
    await page.keyboard.press("Enter");
    assert.equal(await page.locator(".questions").isVisible(), true, "the way back had the focus");
    assert.equal(await page.evaluate(() => document.activeElement?.getAttribute("data-analysis")), "hot-spots");
  }, { path: `/?${YEAR}` });
});

test("hot spots: a finding, classes, a picture, and a legend with method, window and null", async () => {
  await open(async (page) => {
    await ask(page, /more than chance/);
    assert.ok((await coloured(page, HOT)).count > 100, "hot cells in the legend's colour");
    const legend = await page.locator(".legend").textContent();
    for (const part of [/Gi\*/, /WindowApr 2020 to Mar 2021/, /Method/, /If chance alone/]) assert.match(legend, part);
    assert.ok((await page.locator(".result-table tbody tr").count()) > 0);
    // A cell must be some pixels wide to be clicked.
    await page.locator(".maplibregl-ctrl-zoom-in").click();
    await settled(page);
    const { at } = await coloured(page, HOT);
    await page.mouse.click(at.x, at.y);
    await page.waitForURL(/select=cell:/);
    await page.locator(".card .figure").first().waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "All questions" }).click();
    await settled(page);
    assert.equal((await page.locator(".segmented input:checked").getAttribute("value")), "density");
  }, { path: `/?${YEAR}` });
});

test("a choice changes answer and link, and the link brings it back", async () => {
  await open(async (page) => {
    await ask(page, /more than chance/);
    const before = await page.locator(".analysis-method").textContent();
    await page.locator(".options summary").click();
    await page.getByLabel("Neighbours").selectOption("ring:2");
    await page.waitForURL(/analysis=hot-spots&opt\.weights=ring:2/);
    await page.waitForFunction((old) => document.querySelector(".analysis-method")?.textContent !== old, before);
    await settled(page);
    const shown = async () => [await page.locator(".finding-statement").textContent(), await page.locator(".legend").innerText(), await page.locator(".options-said").textContent()];
    const seen = await shown();
    await page.reload();
    await answered(page);
    assert.deepEqual(await shown(), seen);
    await page.goBack();
    await settled(page);
    assert.doesNotMatch(page.url(), /opt\./);
  }, { path: `/?${YEAR}` });
});

test("a row of the area trends brings the map to its area, and the area marks its row", async () => {
  await open(async (page) => {
    await ask(page, /areas are rising/);
    assert.ok((await coloured(page, DIRECTIONS)).count > 1000, "areas in the colours of their direction");
    const row = page.locator(".result-table tr.acts").nth(1);
    await row.click();
    await page.waitForURL(/select=area:[a-z-]+:/);
    await settled(page);
    assert.equal(await row.getAttribute("aria-current"), "true");
    await page.locator(".card .figure").first().waitFor();
    await page.getByLabel("Close the card").click();
    await settled(page);
    assert.equal(await page.locator(".result-table tr.selected").count(), 0);
  }, { path: `/?${YEAR}` });
});

/** Answers `path` with a job that goes on until it is cancelled. */
async function neverEnding(page, path) {
  const seen = { asked: 0, cancelled: 0 };
  await page.route(`**/api/v1/${path}*`, (route) => {
    seen.asked += 1;
    return route.fulfill({ status: 202, headers: { location: "/api/v1/jobs/j1", "retry-after": "1" }, contentType: "application/json", body: JSON.stringify({ id: "j1", done_fraction: 0.42 }) });
  });
  await page.route("**/api/v1/jobs/j1", (route) => {
    if (route.request().method() === "DELETE") seen.cancelled += 1;
    return route.fulfill({ status: 204 });
  });
  return seen;
}

test("a long answer shows how far it is, and can be cancelled and asked again", async () => {
  let seen;
  await withPage(browser, `${demo.url}/?${YEAR}`, async (page) => {
    await settled(page);
    await page.getByRole("tab", { name: "Analyses" }).click();
    await page.getByRole("button", { name: /more than chance/ }).click();
    await page.locator(".wait-said").filter({ hasText: "42% done" }).waitFor();
    assert.equal(await page.locator(".wait-bar").evaluate((bar) => bar.value), 0.42);
    await page.getByRole("button", { name: "Cancel" }).click();
    await page.locator(".wait-said").filter({ hasText: "Cancelled" }).waitFor();
    await page.waitForFunction(() => document.querySelector(".progress.busy") === null);
    assert.equal(seen.cancelled, 1, "the service was told");
    const { asked } = seen;
    await page.mouse.wheel(0, 200);
    await page.waitForTimeout(1500);
    assert.equal(seen.asked, asked, "and is not asked again by itself");
    await page.unroute("**/api/v1/hot-spots?*");
    await page.getByRole("button", { name: "Compute it" }).click();
    await answered(page);
  }, { prepare: async (page) => { seen = await neverEnding(page, "hot-spots?"); } });
});

test("another question ends the one that nobody waits for", async () => {
  let seen;
  await withPage(browser, `${demo.url}/?${YEAR}&analysis=hot-spots`, async (page) => {
    await page.locator(".wait-said").filter({ hasText: "done" }).waitFor();
    await page.getByRole("button", { name: "All questions" }).click();
    await page.getByRole("button", { name: /When does it happen/ }).click();
    await answered(page);
    assert.equal(seen.cancelled, 1);
  }, { prepare: async (page) => { seen = await neverEnding(page, "hot-spots?"); } });
});

test("the service's own words are shown when it refuses", async () => {
  const problem = { type: "about:blank", title: "Bad parameter", status: 400, detail: "period: only 3 whole periods; at least 10 are needed.", parameter: "period" };
  await withPage(browser, `${demo.url}/?${YEAR}&analysis=emerging`, async (page) => {
    const failed = page.locator(".analysis .failed");
    await failed.waitFor();
    assert.match(await failed.textContent(), /at least 10 are needed.*period/);
    await page.unroute("**/api/v1/emerging-hot-spots?*");
    await failed.getByRole("button", { name: "Try again" }).click();
    await answered(page);
  }, {
    expectTrouble: true,
    prepare: (page) => page.route("**/api/v1/emerging-hot-spots?*", (route) => route.fulfill({ status: 400, contentType: "application/problem+json", body: JSON.stringify(problem) })),
  });
});

/** Every analysis answers on the demo county; its picture is kept when WHERENEXT_SCREENSHOTS names a folder. */
const ALL = [
  "density", "hot-spots", "emerging", "near-repeats", "space-time-clusters", "relative-risk", "area-trends", "comparison",
  "recording-changes", "years", "hours", "volume-forecast", "repeat-growth", "next-incident", "case-reviews", "facilities",
];
for (const id of ALL) {
  test(`${id} answers in two sentences, with its method`, async () => {
    const filter = ["recording-changes", "years", "volume-forecast"].includes(id) ? "category=asb" : `category=crime/burglary&${YEAR}`;
    await withPage(browser, `${demo.url}/?${filter}&analysis=${id}&layers=analysis,labels`, async (page) => {
      await answered(page);
      assert.ok((await page.locator(".finding-statement").textContent()).length > 20);
      assert.ok((await page.locator(".finding-caveat").textContent()).length > 20);
      assert.match(await page.locator(".analysis-method").textContent(), /Window.*Method/);
      const wide = await page.evaluate(() => document.querySelector(".analyses").scrollWidth - document.querySelector(".analyses").clientWidth);
      assert.ok(wide <= 0, "nothing sticks out of the panel");
      const folder = process.env.WHERENEXT_SCREENSHOTS;
      if (folder === undefined) return;
      await mkdir(folder, { recursive: true });
      await page.screenshot({ path: `${folder}/${id}.png` });
    });
  });
}

test("on a small screen the analyses are a sheet of their own", async () => {
  await open(async (page) => {
    await page.getByRole("button", { name: "Analyses", exact: true }).tap();
    await page.getByRole("button", { name: /When does it happen/ }).tap();
    await answered(page);
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth), false, "nothing sticks out sideways");
    await page.getByRole("button", { name: "Places", exact: true }).tap();
    assert.equal(await page.locator(".analyses").isHidden(), true);
    assert.equal(await page.locator(".places").isVisible(), true);
  }, { path: `/?${YEAR}`, width: 390, height: 844 });
});
