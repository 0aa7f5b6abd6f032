/** The shapes of `/api/v1`, as far as the page reads them. Fractions are 0 to 1; longitude stands before latitude. */

export type LngLatPair = [number, number];
export type Bounds = [west: number, south: number, east: number, north: number];
/** Civil dates; `to` is exclusive. */
export interface DateSpan {
  from: string;
  to: string;
}
/** [day, Monday first][hour] */
export type HourOfWeek = number[][];

export interface CategoryCount {
  id: string;
  label: string;
  count: number;
}
export interface MonthCount extends DateSpan {
  month: string;
  count: number;
}
export interface NameCount {
  name: string;
  count: number;
}
export interface IdCount {
  id: string;
  count: number;
}

export interface AboutCategory extends CategoryCount {
  kind: string;
  kind_label: string;
  class: string;
}
export interface AboutLayer {
  name: string;
  areas: number;
  with_population: boolean;
}
export interface About {
  name: string;
  version: string;
  snapshot: string;
  demo: boolean;
  notice: string | null;
  incidents: number;
  located: number;
  unlocated: number;
  zone: string;
  span: DateSpan | null;
  bounds: Bounds | null;
  study_area_km2: number;
  categories: AboutCategory[];
  sources: NameCount[];
  provenance: IdCount[];
  layers: AboutLayer[];
  /** Imported places, by class. */
  place_classes: { class: string; places: number }[];
  study_area_layer?: string | null;
  precision: Record<string, number>;
  snapped_fraction: number;
  hours_known_fraction: number;
  attribution: string[];
  basemap: { url: string } | null;
}

export interface Summary {
  total: number;
  located: number;
  unlocated: number;
  hours_unknown: number;
  by_category: CategoryCount[];
  by_month: MonthCount[];
  hour_of_week: HourOfWeek;
  by_source: NameCount[];
  by_provenance: IdCount[];
}

export interface ClassLegend {
  method: string;
  unit: string;
  window: DateSpan | null;
  incidents: number;
  max: number;
  /** Ascending lower bounds of the drawn classes; below the first nothing is drawn. */
  breaks: number[];
  snapped_note?: string | null;
}

export interface AreaProperties {
  code: string;
  name: string;
  population: number | null;
  count: number;
  rate_per_1000: number | null;
}
export interface AreaFeature {
  properties: AreaProperties;
  bbox?: Bounds;
}
export interface AreaCollection {
  features: AreaFeature[];
}

export interface CellLocation {
  id: string;
  text: string;
  count: number;
}
export interface CellCard {
  cell: string;
  resolution: number;
  centre: LngLatPair;
  area_km2: number;
  count: number;
  intensity: number;
  rank_fraction: number | null;
  by_category: CategoryCount[];
  by_month: MonthCount[];
  hour_of_week: HourOfWeek;
  hours_unknown?: number;
  areas: Record<string, string>;
  locations: CellLocation[];
  polygon?: LngLatPair[];
}

export interface RepeatLocation {
  rank: number;
  id: string;
  label: string;
  place: LngLatPair | null;
  precision: string;
  snapped: boolean;
  count: number;
  share: number;
  first: string;
  last: string;
  distinct_days: number | null;
  median_gap_days: number | null;
  top_category: string;
  categories: CategoryCount[];
  sources: NameCount[];
}
export interface Concentration {
  share_for_25: number | null;
  share_for_50: number | null;
  gini: number | null;
  adjusted_share_for_25: number | null;
  adjusted_share_for_50: number | null;
  adjusted_gini: number | null;
  /** [share of locations, share of incidents], rising */
  curve: [number, number][];
}
export interface RepeatLocations {
  total: number;
  method: string;
  incidents: number;
  locations: number;
  concentration: Concentration;
  items: RepeatLocation[];
  next: string | null;
}
export interface Incident {
  id: number | string;
  category: string;
  label: string;
  from: string;
  to: string;
  place: LngLatPair | null;
  precision: string;
  location: { key: string | null; text: string | null } | null;
  area_code: string | null;
  source: string;
  provenance: string;
  attended: boolean | null;
  repeat: boolean | null;
  vulnerable: boolean | null;
  outcome: string | null;
  attributes?: Record<string, unknown>;
}
export interface RepeatLocationCard extends RepeatLocation {
  hour_of_week: HourOfWeek;
  hours_unknown?: number;
  by_month: MonthCount[];
  incidents: Incident[];
}

/** Who asks, and how they proved it: `open` where everybody is let in. */
export interface Session {
  name: string;
  role: string;
  agency: string | null;
  by: "open" | "session" | "key";
}
