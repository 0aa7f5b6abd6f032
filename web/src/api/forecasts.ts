/** The shapes of stored forecasts, their risk and their scores. */

import type { Finding, Geometry } from "./analyses";
import type { DateSpan, LngLatPair } from "./types";

export interface Shift {
  id: string;
  label: string;
}

export interface ShiftScheme extends Shift {
  shifts: Shift[];
}

/** One entry of the ledger, which never changes; only its score is added. */
export interface Forecast extends DateSpan {
  id: number;
  label: string;
  filter: string;
  category_label: string;
  model: string;
  model_description: string;
  grid: string;
  cells: number;
  horizon: string;
  origin: string;
  made_at: string;
  replay: boolean;
  replay_note: string | null;
  version: string;
  seed: number;
  data_fingerprint: string;
  data_incidents: number;
  data_to: string | null;
  hash: string;
  expected: number;
  /** The plain count that did best on the past, by its name. */
  plain: string;
  shifts: { known: boolean; note: string | null; schemes: ShiftScheme[] };
  interval: { fraction: number; distribution: string };
  /** The key of its series. */
  series: string;
  scored: boolean;
  score: Score | null;
}

export interface ForecastDetail extends Forecast {
  parameters: Record<string, unknown>;
  finding: Finding;
}

export interface ForecastList {
  total: number;
  chain_intact: boolean;
  forecasts: Forecast[];
}

/** How much of what happened lay on the ground pointed at; nothing where nothing happened. */
export interface Capture {
  hit_rate: number | null;
  pai: number | null;
  hit_rate_low?: number | null;
  hit_rate_high?: number | null;
}

export interface NamedCapture extends Capture {
  name: string;
}

export interface CoverageScore {
  coverage_fraction: number;
  ours: Capture;
  /** Of one period the plain count that was chosen beforehand; of a series the one that did best. */
  best_plain: NamedCapture | null;
  plain: NamedCapture[];
  oracle: Capture;
}

/** How one forecast did. */
export interface Score extends DateSpan {
  forecast: number;
  replay: boolean;
  incidents: number;
  expected: number;
  counts_in_record: boolean;
  coverages: CoverageScore[];
}

export type Verdict = "ahead" | "behind" | "level" | "too-few";

/** How a series of forecasts did, together. */
export interface CoverageRecord extends CoverageScore {
  versus_best_plain: { pai_ratio: number; low: number | null; high: number | null } | null;
  verdict: Verdict;
  sentence: string;
}

/** Forecasts that can be compared: of the same incidents, grid, horizon and model. */
export interface Series {
  key: string;
  horizon: string;
  forecasts: number;
  scored: number;
  waiting: number;
  /** Of the scored ones: made after their period had begun, and before. */
  replays: number;
  ahead: number;
  coverages: CoverageRecord[];
  /** Oldest first. */
  record: Score[];
  finding: Finding;
}

export interface Scores {
  series: Series[];
  finding: Finding;
}

export interface RiskLegend {
  method: string;
  unit: string;
  window: DateSpan | null;
  /** Incidents that it was learned from. */
  incidents: number;
  expected: number;
  /** Ascending least values per km² of the drawn classes; below the first nothing is drawn. */
  breaks: number[];
  snapped_note: string | null;
  replay: boolean;
  model: "ours" | "plain";
  shift: string | null;
}

/** A cell among those with most risk. */
export interface RiskCell {
  cell: string;
  rank: number;
  expected: number;
  low: number;
  high: number;
  plain: number;
  plain_rank: number;
  area?: string | null;
}

export interface RiskCells {
  total: number;
  features: { geometry: Geometry | null; properties: RiskCell }[];
}

/** One part of the expected incidents of a place. */
export interface Why {
  part: string;
  label: string;
  expected: number;
  words: string;
}

export interface ShiftRisk extends Shift {
  /** The way of cutting the week that it belongs to. */
  scheme: string;
  expected: number;
  share_fraction: number;
  county_share_fraction: number;
}

/** What is expected at one point. */
export interface RiskPoint extends DateSpan {
  forecast: number;
  label: string;
  /** The shift that is told; `null`: the whole period. */
  shift: string | null;
  replay: boolean;
  cell: string;
  polygon: LngLatPair[];
  area_km2: number;
  areas?: Record<string, string>;
  expected: number;
  low: number;
  high: number;
  interval_fraction: number;
  at_least_one_fraction: number;
  rank: number;
  cells: number;
  rank_text: string;
  plain: { name: string; expected: number; rank: number };
  plain_counts: { name: string; expected: number }[];
  counts: { last_28_days: number; last_365_days: number; all: number };
  why: Why[];
  why_note: string | null;
  shifts: ShiftRisk[] | null;
  shifts_note: string | null;
  finding: Finding;
}

/** A document about a model, for everybody to read. */
export interface PublishedDocument {
  kind: string;
  title: string;
  html: string;
}

/** What is published of the models that made forecasts. */
export interface Transparency {
  models: { series: string; version: string; documents: PublishedDocument[] }[];
}
