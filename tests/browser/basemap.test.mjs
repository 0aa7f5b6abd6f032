/** An operator's own basemap: a PMTiles file beside the data, made by other programs. */

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { copyFile, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { coloured, launch, settled, withPage } from "./page.mjs";
import { binary, startBinary } from "./server.mjs";

// As in web/src/map/basemap.ts.
const WATER = ["#d3dfe6"];
const HEADER = "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,Crime type,Last outcome category,Context";
const ROWS = [0.3, 0.5, 0.7].map((lng) => `,2024-03,Essex Police,Essex Police,${lng},51.7,On or near Mill Lane,,,Anti-social behaviour,,`);
const BASEMAP = fileURLToPath(new URL("fixtures/basemap.pmtiles", import.meta.url));

let folder;
let authorization;
let service;
let browser;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "wherenext-basemap-"));
  const csv = join(folder, "2024-03-essex-street.csv");
  await writeFile(csv, [HEADER, ...ROWS, ""].join("\n"));
  await copyFile(BASEMAP, join(folder, "ground.pmtiles"));
  await writeFile(join(folder, "wherenext.toml"), '[basemap]\nfile = "ground.pmtiles"\n');
  execFileSync(binary(), ["--data-dir", folder, "import", csv], { stdio: "ignore" });
  const made = execFileSync(binary(), ["--data-dir", folder, "--json", "key", "add", "--label", "test", "--role", "analyst"]);
  authorization = { authorization: `Bearer ${JSON.parse(made.toString()).key}` };
  [service, browser] = await Promise.all([startBinary(["--data-dir", folder, "serve", "--bind", "127.0.0.1:0"]), launch()]);
});
after(async () => {
  await browser?.close();
  await service?.stop();
  await rm(folder, { recursive: true, force: true });
});

test("is drawn under the figures, from the data folder alone", async () => {
  await withPage(browser, service.url, async (page) => {
    await settled(page);
    assert.ok((await coloured(page, WATER, 1)).count > 20_000, "water covers the middle of the map");
  }, { prepare: (page) => page.setExtraHTTPHeaders(authorization) });
});

test("is served by byte range", async () => {
  const answer = await fetch(`${service.url}/basemap.pmtiles`, { headers: { ...authorization, range: "bytes=0-6" } });
  assert.equal(answer.status, 206);
  assert.equal(await answer.text(), "PMTiles");
});
