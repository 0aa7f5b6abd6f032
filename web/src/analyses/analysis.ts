/** What every analysis on the page is made of: a question, its few options, what it asks of the service and how the answer is shown. */

import type { Finding } from "../api/analyses";
import type { About, DateSpan, LngLatPair, Bounds } from "../api/types";
import type { Picture } from "../map/picture";
import type { AnalysisId } from "../state/analysis";
import type { Selection, View } from "../state/view";

export type Params = readonly [string, string][];

/** One class of a layer: a value of its own, or everything from a number up. */
export interface LegendClass {
  value?: string | null;
  label: string;
  from?: number | null;
  count?: number | null;
  cells?: number | null;
  areas?: number | null;
  /** The class in a sentence. */
  meaning?: string | null;
}

/** What every analysis says of itself. */
export interface AnalysisLegend {
  method: string;
  unit?: string | null;
  window?: DateSpan | null;
  /** The null hypothesis in words. */
  null?: string | null;
  incidents?: number | null;
  classes?: LegendClass[];
  snapped_note?: string | null;
}

/** What the page needs of any analysis' answer. */
export interface Answered {
  finding: Finding;
  /** Where there is none, its members are looked for in the answer itself. */
  legend?: AnalysisLegend;
  /** What a reader must know before the figures. */
  warnings?: string[];
  notes?: string[];
  also?: unknown;
}

/** A choice of few values, in the service's own spelling. */
export interface Option {
  /** Its name in the link, and the parameter's name unless the analysis spells it otherwise. */
  name: string;
  label: string;
  choices: (about: About, view: View) => readonly (readonly [value: string, label: string])[];
  /** The value that a new analysis has. */
  usual: (about: About, view: View) => string;
}

/** What is asked: the view, and every option with its value. */
export interface Asked {
  about: About;
  view: View;
  option: (name: string) => string;
}

/** What a panel may do beside showing. */
export interface Page {
  /** Marks something on the map and in the tables, and opens its card if it has one. */
  select: (selection: Selection | null) => void;
  selected: () => Selection | null;
  /** Brings a place or a box into view. */
  go: (to: LngLatPair | Bounds) => void;
  /** Brings an area into view, "district:E07000066". */
  goToArea: (id: string) => void;
  /** Makes one shape of the picture, or one class of shapes, stand out for as long as a pointer rests on its row. */
  point: (at: { feature: string } | { value: string } | null) => void;
}

export interface Request {
  path: string;
  params: Params;
}

export interface Analysis<T extends Answered = Answered> {
  id: AnalysisId;
  /** As a person would ask. */
  question: string;
  /** The method, as the field calls it. */
  name: string;
  options: readonly Option[];
  /** What is asked; `also` is asked first, and its answer stands in the other's `also`. */
  request: (asked: Asked) => Request & { also?: Request };
  /** Has it a picture on the map? Known before the answer is. */
  pictured: boolean;
  // Methods, so that an analysis of one answer may stand in a list of analyses of any.
  /** Why there is nothing to show, or `null`. */
  nothing?(answer: T): string | null;
  /** What the answer says of its method, where that is neither its `legend` nor in the answer itself. */
  legend?(answer: T): AnalysisLegend;
  /** Tables and charts below the finding. */
  show(answer: T, asked: Asked, page: Page): Node[];
  /** The picture on the map; `params` are those of the request. */
  picture?(answer: T, asked: Asked, params: Params): Picture | null;
}

/** Method, window and null of an answer. */
export function legendOf(analysis: Analysis, answer: Answered): AnalysisLegend {
  return analysis.legend?.(answer) ?? { method: analysis.name, ...(answer.legend ?? (answer as Answered & Partial<AnalysisLegend>)) };
}

/** The value of an option: what the view has chosen if there is such a choice, else the usual one. */
export function optionValue({ choices, usual, name }: Option, about: About, view: View): string {
  const chosen = view.analysis?.options[name];
  const known = choices(about, view).some(([value]) => value === chosen);
  return chosen !== undefined && known ? chosen : usual(about, view);
}

/** An option whose choices are the same for all data. */
export function fixed(name: string, label: string, choices: readonly (readonly [string, string])[], usual: string): Option {
  return { name, label, choices: () => choices, usual: () => usual };
}
