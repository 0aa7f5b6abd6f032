/** A service for users: the page to sign in on, back to the view that was asked for, and out again. */

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { launch, settled, withPage } from "./page.mjs";
import { binary, startBinary } from "./server.mjs";

const HEADER = "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,Crime type,Last outcome category,Context";
const ROWS = [0.3, 0.5, 0.7].map((lng) => `,2024-03,Essex Police,Essex Police,${lng},51.7,On or near Mill Lane,,,Anti-social behaviour,,`);
const PASSWORD = "correct horse battery";

let folder;
let service;
let browser;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "wherenext-sign-in-"));
  const csv = join(folder, "2024-03-essex-street.csv");
  await writeFile(csv, [HEADER, ...ROWS, ""].join("\n"));
  execFileSync(binary(), ["--data-dir", folder, "import", csv], { stdio: "ignore" });
  const add = ["--data-dir", folder, "user", "add", "ann", "--role", "analyst", "--password-stdin"];
  execFileSync(binary(), add, { input: `${PASSWORD}\n`, stdio: ["pipe", "ignore", "inherit"] });
  [service, browser] = await Promise.all([startBinary(["--data-dir", folder, "serve", "--bind", "127.0.0.1:0"]), launch()]);
});
after(async () => {
  await browser?.close();
  await service?.stop();
  await rm(folder, { recursive: true, force: true });
});

async function signIn(page, password) {
  await page.getByLabel("Name").fill("ann");
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
}

test("leads in, to the view that was asked for, and out", async () => {
  await withPage(browser, `${service.url}/?category=asb`, async (page) => {
    assert.equal(new URL(page.url()).pathname, "/sign-in");
    await signIn(page, "a wrong password");
    assert.match(await page.getByRole("alert").textContent(), /name or the password is wrong/);
    await signIn(page, PASSWORD);
    await settled(page);
    assert.equal(new URL(page.url()).searchParams.get("category"), "asb");
    await page.getByRole("link", { name: "ann" }).click();
    await page.getByRole("button", { name: "Sign out", exact: true }).click();
    await page.waitForURL("**/sign-in");
    await page.goto(service.url);
    assert.equal(new URL(page.url()).pathname, "/sign-in");
  });
});

test("a page that is open when the session ends asks to sign in again", async () => {
  await withPage(
    browser,
    service.url,
    async (page) => {
      await signIn(page, PASSWORD);
      await settled(page);
      execFileSync(binary(), ["--data-dir", folder, "user", "sign-out", "ann"], { stdio: "ignore" });
      // The service takes notice within two seconds.
      while ((await page.evaluate(async () => (await fetch("/api/v1/session")).status)) !== 401) await page.waitForTimeout(200);
      await page.locator(".choice-kind .choice").first().click();
      await page.waitForURL("**/sign-in**");
    },
    { expectTrouble: true },
  );
});
