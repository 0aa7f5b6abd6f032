/** Chromium on the page, with what every test holds it to: no request leaves the origin, nothing fails in silence. */

import assert from "node:assert/strict";
import { createRequire } from "node:module";

const require = createRequire(new URL("../../web/package.json", import.meta.url));
const { chromium } = require("playwright-core");

const FLAGS = ["--no-sandbox", "--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--ignore-gpu-blocklist"];
/** Software rendering on busy cores is slow; nothing here waits that long when it works. */
export const PATIENCE_MS = 60_000;

export function launch() {
  return chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: FLAGS });
}

/** Runs `act` with a page at `url`, then checks what the page asked for and complained about. */
export async function withPage(browser, url, act, { width = 1440, height = 900, expectTrouble = false, prepare } = {}) {
  const origin = new URL(url).origin;
  const context = await browser.newContext({ viewport: { width, height }, locale: "en-GB", reducedMotion: "reduce", hasTouch: width < 600 });
  await context.grantPermissions(["clipboard-read", "clipboard-write"], { origin });
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  const asked = [];
  const complaints = [];
  page.on("request", (request) => asked.push(request.url()));
  page.on("pageerror", (error) => complaints.push(`page error: ${error.message}`));
  page.on("console", (message) => {
    if (message.type() === "error") complaints.push(`console: ${message.text()} (${message.location().url})`);
  });
  try {
    await prepare?.(page);
    await page.goto(url);
    await act(page);
    const outside = asked.filter((address) => !/^(data|blob):/.test(address) && new URL(address).origin !== origin);
    assert.deepEqual(outside, [], "requests that leave the machine");
    assert.ok(asked.length > 0);
    if (!expectTrouble) assert.deepEqual(complaints, [], "errors of the page");
  } finally {
    await context.close();
  }
}

/** The map has its layers, and nothing is awaited any more. */
export async function settled(page) {
  await page.waitForSelector("#map[data-ready=true]");
  await page.waitForFunction(() => document.querySelector(".progress.busy") === null);
  await page.waitForLoadState("networkidle");
  // One frame for the tiles that came last.
  await page.waitForTimeout(600);
}

/** Incidents under the filter, as the head of the page says. */
export async function headline(page) {
  const text = await page.locator(".headline-total").textContent();
  return Number(text.replace(/[^\d]/g, ""));
}

/**
 * Pixels of the map that are near one of `colours` (hex): how many, a whole one that can be clicked, and the one farthest left.
 * Hexagons are drawn at 82 % over a light ground, hence the mixing.
 */
export async function coloured(page, colours, opacity = 0.82) {
  const box = await page.locator("#map").boundingBox();
  const png = await page.screenshot({ clip: box });
  return page.evaluate(
    async ({ source, wanted, share, origin }) => {
      const image = new Image();
      image.src = source;
      await image.decode();
      const canvas = document.createElement("canvas");
      canvas.width = image.width;
      canvas.height = image.height;
      const context = canvas.getContext("2d");
      context.drawImage(image, 0, 0);
      const { data } = context.getImageData(0, 0, image.width, image.height);
      const ground = [250, 250, 248];
      const targets = wanted.map((hex) => [1, 3, 5].map((at, part) => share * parseInt(hex.slice(at, at + 2), 16) + (1 - share) * ground[part]));
      const hit = (x, y) => {
        const at = (y * image.width + x) * 4;
        return targets.some((target) => target.every((value, part) => Math.abs(value - data[at + part]) <= 9));
      };
      // Boxes lie over the map; only what can be clicked counts.
      const open = (x, y) => document.elementFromPoint(origin.x + x, origin.y + y)?.tagName === "CANVAS";
      let count = 0;
      let best = null;
      let left = null;
      for (let y = 3; y < image.height - 3; y += 1) {
        for (let x = 3; x < image.width - 3; x += 1) {
          if (!hit(x, y)) continue;
          count += 1;
          left = Math.min(left ?? Infinity, origin.x + x);
          const whole = hit(x - 2, y) && hit(x + 2, y) && hit(x, y - 2) && hit(x, y + 2);
          if (best === null && whole && open(x, y)) best = { x: origin.x + x, y: origin.y + y };
        }
      }
      return { count, at: best, left };
    },
    { source: `data:image/png;base64,${png.toString("base64")}`, wanted: colours, share: opacity, origin: { x: box.x, y: box.y } },
  );
}
