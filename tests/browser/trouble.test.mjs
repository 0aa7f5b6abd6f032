/** When there is nothing to show, or nobody answers. */

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch, settled, withPage } from "./page.mjs";
import { startDemo } from "./server.mjs";

let demo;
let browser;
before(async () => {
  [demo, browser] = await Promise.all([startDemo(), launch()]);
});
after(async () => {
  await browser?.close();
  await demo?.stop();
});

const ABOUT = "**/api/v1/about";

test("an empty data folder tells the command that fills it", async () => {
  await withPage(browser, demo.url, async (page) => {
    await page.getByRole("heading", { name: "No incidents yet" }).waitFor();
    assert.match(await page.locator(".welcome").textContent(), /wherenext import/);
  }, {
    prepare: (page) => page.route(ABOUT, async (route) => {
      const answer = await route.fetch();
      await route.fulfill({ response: answer, json: { ...(await answer.json()), incidents: 0, located: 0, unlocated: 0, span: null, bounds: null } });
    }),
  });
});

test("a service that is down is told, and found again", async () => {
  await withPage(browser, demo.url, async (page) => {
    await page.getByRole("alert").filter({ hasText: "does not answer" }).waitFor();
    await page.unroute(ABOUT);
    await page.getByRole("button", { name: "Try again" }).click();
    await settled(page);
  }, { expectTrouble: true, prepare: (page) => page.route(ABOUT, (route) => route.abort()) });
});

test("the service's own words are shown when it refuses", async () => {
  const problem = { type: "about:blank", title: "Bad parameter", status: 400, detail: "hours: 99 is no hour of the day.", parameter: "hours" };
  await withPage(browser, demo.url, async (page) => {
    const failed = page.locator(".places .failed");
    await failed.waitFor();
    assert.match(await failed.textContent(), /Bad parameter.*99 is no hour.*hours/);
    // Until the rest has arrived, the page asks again by itself.
    await settled(page);
    await page.unroute("**/api/v1/repeat-locations?*");
    await failed.getByRole("button", { name: "Try again" }).click();
    await page.locator(".places-table").waitFor();
  }, {
    expectTrouble: true,
    prepare: (page) => page.route("**/api/v1/repeat-locations?*", (route) => route.fulfill({ status: 400, contentType: "application/problem+json", body: JSON.stringify(problem) })),
  });
});

test("a service that goes away while the map is open is told", async () => {
  await withPage(browser, demo.url, async (page) => {
    await settled(page);
    await page.route("**/{api,tiles}/**", (route) => route.abort());
    await page.locator(".choice-kind .choice").first().click();
    const alert = page.locator(".outage");
    await alert.waitFor();
    assert.match(await alert.textContent(), /does not answer/);
    await page.unroute("**/{api,tiles}/**");
    await alert.getByRole("button", { name: "Try again" }).click();
    await page.waitForFunction(() => document.querySelector(".outage")?.hasAttribute("hidden"));
  }, { expectTrouble: true });
});

test("months without hours say so instead of drawing a picture", async () => {
  await withPage(browser, demo.url, async (page) => {
    await settled(page);
    assert.match(await page.locator(".filters").textContent(), /Hours are not known in this data/);
    assert.equal(await page.locator(".week.choosable").isHidden(), true);
  }, {
    prepare: (page) => page.route("**/api/v1/summary*", async (route) => {
      const answer = await route.fetch();
      const summary = await answer.json();
      const none = Array.from({ length: 7 }, () => Array(24).fill(0));
      await route.fulfill({ response: answer, json: { ...summary, hours_unknown: summary.total, hour_of_week: none } });
    }),
  });
});

test("nothing under the filter is said, not drawn", async () => {
  await withPage(browser, `${demo.url}/?from=1990-01-01&to=1990-02-01`, async (page) => {
    await settled(page);
    assert.equal(await page.locator(".headline-total").textContent(), "0 incidents");
    assert.match(await page.locator(".legend").textContent(), /nothing is drawn/);
    assert.match(await page.locator(".places").textContent(), /No incidents pass the filter/);
  });
});

test("names of any length stay inside their boxes", async () => {
  const name = "The Very Long Name of a Car Park behind a Community Centre, ".repeat(6).trim();
  await withPage(browser, demo.url, async (page) => {
    await settled(page);
    await page.locator(".places-table tbody tr").first().click();
    await page.locator(".card .figure").first().waitFor();
    const wide = await page.evaluate(() => ({
      page: document.documentElement.scrollWidth - window.innerWidth,
      side: document.querySelector(".side").scrollWidth - document.querySelector(".side").clientWidth,
    }));
    assert.deepEqual(wide, { page: 0, side: 0 });
  }, {
    prepare: (page) => page.route("**/api/v1/repeat-locations?*", async (route) => {
      const answer = await route.fetch();
      const body = await answer.json();
      await route.fulfill({ response: answer, json: { ...body, items: body.items.map((item) => ({ ...item, label: name })) } });
    }),
  });
});
