/** Asks the open analysis' question, and asks it again as the view changes. */

import type { About } from "../api/types";
import { getAnalysis } from "../api/jobs";
import { Resource } from "../data/resource";
import type { AnalysisId } from "../state/analysis";
import { queryString } from "../state/filter";
import type { Store } from "../state/store";
import type { View } from "../state/view";
import { type Answered, type Asked, optionValue, type Params } from "./analysis";
import { analysisOf } from "./registry";

/** An answer with the question that it answers. */
export interface AnalysisAnswer {
  id: AnalysisId;
  /** Names question and parameters. */
  key: string;
  asked: Asked;
  params: Params;
  result: Answered;
}

/** What a view asks of its open analysis; `null` without one. */
export function askedOf(view: View, about: About): Asked | null {
  if (view.analysis === null) return null;
  const { options } = analysisOf(view.analysis.id);
  const values = new Map(options.map((option) => [option.name, optionValue(option, about, view)]));
  return { about, view, option: (name) => values.get(name) ?? "" };
}

export function followAnalysis(store: Store<View>, about: About): Resource<AnalysisAnswer> {
  const resource = new Resource<AnalysisAnswer>();
  const ask = (view: View): void => {
    const asked = askedOf(view, about);
    if (view.analysis === null || asked === null) {
      resource.clear();
      return;
    }
    const { id } = view.analysis;
    const { path, params, also } = analysisOf(id).request(asked);
    const query = queryString(params);
    const key = `${id} ${path}?${query}`;
    resource.load(key, async (signal, tell) => {
      const extra = also === undefined ? {} : { also: await getAnalysis<unknown>(also.path, queryString(also.params), signal, tell) };
      const answer = await getAnalysis<Answered>(path, query, signal, tell);
      return { id, key, asked, params, result: { ...answer, ...extra } };
    });
  };
  ask(store.value);
  store.subscribe(ask);
  return resource;
}
