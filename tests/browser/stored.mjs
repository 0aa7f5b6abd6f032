/**
 * Stored forecasts, made up: what the page must say of them whatever a model finds. The demo county's own service answers
 * everything else.
 */

const SERIES = "category=asb|hex:9|7d|ensemble";
const CELL = { cell: "89194e6e0a3ffff", centre: [0.47, 51.735] };
const RING = [[0.468, 51.734], [0.472, 51.734], [0.472, 51.736], [0.468, 51.736], [0.468, 51.734]];

const capture = (rate, coverage) => ({ hit_rate: rate, pai: rate / coverage, pei: rate / 0.5, hit_rate_low: rate - 0.03, hit_rate_high: rate + 0.03 });
const coverageOf = (fraction, ours, plain) => ({
  coverage_fraction: fraction,
  cells: 350,
  area_fraction: fraction,
  ours: capture(ours, fraction),
  best_plain: { name: "count-24mo", ...capture(plain, fraction) },
  plain: [{ name: "count-24mo", ...capture(plain, fraction) }],
  oracle: capture(0.5, fraction),
});
const addDays = (iso, days) => new Date(Date.parse(iso) + days * 86_400_000).toISOString().slice(0, 10);

/** `weeks` weekly forecasts of the first weeks of 2021, all but the last `unscored` with a score, the first `replays` of them replays. */
export function ledger({ weeks = 8, unscored = 1, replays = 2, verdict = "ahead", hoursKnown = true, label = "Anti-social behaviour", intact = true, kinds = 1 } = {}) {
  const ours = verdict === "behind" ? 0.17 : 0.21;
  const forecasts = Array.from({ length: weeks }, (_, at) => {
    const from = addDays("2021-01-04", 7 * at);
    const to = addDays(from, 7);
    const replay = at < replays;
    const score = at >= weeks - unscored ? null : {
      forecast: at + 1, label: "", from, to, replay, scored_at: "2021-03-01T08:00:00Z", rescored: 0, incidents: 600 + at, outside: 2, expected: 612.4, truth_fingerprint: "ab",
      counts_in_record: true, coverages: [coverageOf(0.01, ours + 0.01 * (at % 3), 0.19), coverageOf(0.05, ours + 0.3, 0.47)], log_score: {},
    };
    return {
      id: at + 1, label: `${label}, week of ${from}`, filter: "category=asb", category_label: label, model: "ensemble", model_description: "Weighs plain counts, kernels and learned models by what each caught before.",
      grid: "hex:9", cells: 41_012, horizon: "7d", origin: from, from, to, made_at: replay ? "2021-03-01T08:30:00Z" : `${addDays(from, -1)}T08:30:00Z`, replay, replay_note: replay ? "Made after its period had begun: a replay, for ever." : null,
      version: "0.1.0", seed: 1, data_fingerprint: "9f86d081884c7d659a2feaa0", data_incidents: 318_823, data_to: from, content_hash: "a", previous: null, hash: "2c26b46b68ffc68ff99b453c",
      expected: 612.4, plain: "count-24mo", parts: [], series: SERIES,
      shifts: hoursKnown
        ? { known: true, note: null, schemes: [{ id: "day-night", label: "Day and night", shifts: [{ id: "weekday-day", label: "Weekday, 07:00 to 19:00" }, { id: "weekend-night", label: "Weekend, 19:00 to 07:00" }] }] }
        : { known: false, note: "The data know months only, so that there are no shifts.", schemes: [] },
      interval: { fraction: 0.8, distribution: "negative-binomial", dispersion: 0.2, origins: 8 }, scored: score !== null, score,
    };
  });
  forecasts.reverse();
  // Another kind, of an earlier period: it waits for its incidents.
  const [newest] = forecasts;
  const other = { ...newest, id: weeks + 1, horizon: "1mo", from: "2020-12-01", to: "2021-01-01", origin: "2020-12-01", series: SERIES.replace("7d", "1mo"), replay: false, replay_note: null, scored: false, score: null };
  return { forecasts: kinds === 2 ? [...forecasts, other] : forecasts, verdict, hoursKnown, intact };
}

function scores({ forecasts, verdict }) {
  const record = forecasts.flatMap(({ score }) => (score === null ? [] : [score])).reverse();
  const finding = { statement: "Two sentences on the whole record.", caveat: "Two of them are replays: nobody acted on them." };
  if (forecasts.length === 0) return { series: [], waiting: [], finding };
  const ours = verdict === "behind" ? 0.17 : 0.21;
  const coverages = [[0.01, ours, 0.19], [0.05, ours + 0.3, 0.47]].map(([fraction, own, plain]) => ({
    ...coverageOf(fraction, own, plain), versus_best_plain: { pai_ratio: own / plain, low: own / plain - 0.05, high: own / plain + 0.05 }, verdict, sentence: `In ${record.length} weeks so far, on ${fraction * 100} % of the ground.`,
  }));
  return {
    series: [{ key: SERIES, filter: "category=asb", category_label: "Anti-social behaviour", grid: "hex:9", horizon: "7d", model: "ensemble", latest: forecasts.length, forecasts: forecasts.length, scored: record.length, waiting: forecasts.length - record.length, ahead: record.filter(({ replay }) => !replay).length, replays: record.filter(({ replay }) => replay).length, coverages, log_score: {}, record, finding }],
    waiting: [],
    finding,
  };
}

const WHY = [["long-memory", "Long memory", 0.85, "41 incidents in the last year, 160 in all"], ["recent-incidents", "Recent incidents", 0.5, "5 incidents in the last 28 days"], ["season-and-hour", "Season and hour", -0.06, "fewer than usual at this time of the year"], ["surroundings", "Surroundings", 0.55, "a railway station and 4 licensed venues within 400 m"]];

const PUBLISHED = {
  organisation: null,
  models: [{
    id: "asb-hex-9-7d-ensemble-0.1.0", series: SERIES, label: "k", model: "ensemble", version: "0.1.0", forecasts: 8, scored: 7,
    documents: ["record", "model-card"].map((kind) => ({ kind, title: kind, html: `/api/v1/transparency/asb-hex-9-7d-ensemble-0.1.0/${kind}.html`, markdown: "" })),
  }],
};

function point({ forecasts, hoursKnown }, asked) {
  const { id, label, replay, from, to } = forecasts.find((one) => String(one.id) === asked) ?? forecasts[0];
  return {
    forecast: id, label, shift: null, replay, from, to, cell: CELL.cell, polygon: RING, area_km2: 0.105, areas: { district: "Chelmsford" }, expected: 1.84, low: 0, high: 4, interval_fraction: 0.8, distribution: "negative-binomial",
    at_least_one_fraction: 0.79, rank: 12, cells: 41_012, top_fraction: 0.0003, rank_text: "top 0.1 % of the cells", plain: { name: "count-24mo", expected: 1.2, rank: 31, top_fraction: 0.001 },
    plain_counts: [{ name: "count-28d", expected: 2.1 }, { name: "count-24mo", expected: 1.2 }], counts: { last_28_days: 5, last_365_days: 41, all: 160, near_14_days: 3 },
    why: WHY.map(([part, name, expected, words]) => ({ part, label: name, expected, share_fraction: expected / 1.84, words })), why_note: null,
    shifts: hoursKnown ? [{ id: "weekday-day", scheme: "day-night", label: "Weekday, 07:00 to 19:00", expected: 1.1, share_fraction: 0.6, county_share_fraction: 0.5 }] : null,
    shifts_note: hoursKnown ? null : "The data know months only: hours are not known.",
    finding: { statement: "About 1.8 incidents are expected here.", caveat: "Most nights nothing happens here." },
  };
}

function legend({ forecasts }, plain, shift) {
  const [{ id, from, to, replay }] = forecasts;
  return {
    forecast: id, method: plain ? "the count of the last 24 months on hex:9" : "ensemble on hex:9", unit: "expected incidents per km² in 7 days", model: plain ? "plain" : "ours", shift, window: { from, to }, incidents: 318_823,
    expected: 612.4, max_per_km2: 5, breaks: [0.1, 0.25, 0.6, 1.2, 2.5], classes: [], null: null, snapped_note: null, replay, finding: { statement: "", caveat: "" },
  };
}

function topCells() {
  const properties = (rank) => ({ cell: `89194e6e0a${rank}ffff`, rank, top_fraction: rank / 41_012, expected: 2 / rank, low: 0, high: 4, per_km2: 20 / rank, plain: 1.5 / rank, plain_rank: 4 - rank, area: `Chelmsford 00${rank}` });
  return { type: "FeatureCollection", total: 41_012, features: [1, 2, 3].map((rank) => ({ type: "Feature", geometry: { type: "Polygon", coordinates: [RING] }, properties: properties(rank) })) };
}

/** Answers for the page's questions about `stored`; `asked` collects their addresses. */
export async function serveForecasts(page, stored, asked = []) {
  const json = (route, body, status = 200) => route.fulfill({ status, contentType: status === 200 ? "application/json" : "application/problem+json", body: JSON.stringify(body) });
  await page.route("**/api/v1/{forecasts,forecasts/**,scores,scores?*,risk?*,forecasts?*,transparency}", (route) => {
    const { pathname, searchParams, search } = new URL(route.request().url());
    const path = pathname.replace("/api/v1/", "");
    asked.push(path + search);
    if (path === "forecasts") return json(route, { total: stored.forecasts.length, head: null, chain_intact: stored.intact, forecasts: stored.forecasts, next: null });
    if (path === "scores") return json(route, scores(stored));
    if (path === "transparency") return json(route, PUBLISHED);
    if (path === "risk") return json(route, point(stored, searchParams.get("forecast")));
    if (path.endsWith("/legend")) return json(route, legend(stored, searchParams.get("model") === "plain", searchParams.get("shift")));
    if (path.endsWith("/risk")) return json(route, topCells());
    const one = stored.forecasts.find(({ id }) => path === `forecasts/${id}`) ?? stored.forecasts[0];
    return json(route, { ...one, parameters: { half_life_days: 90 }, finding: { statement: "", caveat: "" } });
  });
  await page.route("**/tiles/risk/**", (route) => {
    asked.push(new URL(route.request().url()).search);
    return route.fulfill({ status: 200, contentType: "application/vnd.mapbox-vector-tile", body: wholeTile({ per_km2: 3, expected: 0.3, plain: 0.2, top_fraction: 0.001 }) });
  });
}

/** A vector tile of one layer, `risk`, with one polygon that covers all of it (Mapbox Vector Tile 2.1, by hand). */
function wholeTile(properties) {
  const varint = (value) => (value < 128 ? [value] : [(value & 127) | 128, ...varint(value >>> 7)]);
  const message = (field, bytes) => [...varint((field << 3) | 2), ...varint(bytes.length), ...bytes];
  const text = (field, value) => message(field, [...new TextEncoder().encode(value)]);
  const number = (field, value) => [...varint(field << 3), ...varint(value)];
  const double = (field, value) => [...varint((field << 3) | 1), ...new Uint8Array(new Float64Array([value]).buffer)];
  const zigzag = (value) => (value << 1) ^ (value >> 31);
  // Move to the corner, three lines round, close.
  const geometry = [9, zigzag(0), zigzag(0), (3 << 3) | 2, zigzag(4096), 0, 0, zigzag(4096), zigzag(-4096), 0, 15].flatMap(varint);
  const names = Object.keys(properties);
  const feature = [...message(2, names.flatMap((_, at) => [...varint(at), ...varint(at)])), ...number(3, 3), ...message(4, geometry)];
  const layer = [...number(15, 2), ...text(1, "risk"), ...message(2, feature), ...names.flatMap((name) => text(3, name)), ...names.flatMap((name) => message(4, double(3, properties[name]))), ...number(5, 4096)];
  return Buffer.from(message(3, layer));
}
