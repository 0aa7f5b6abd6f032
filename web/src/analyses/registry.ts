/** Every analysis of the page, and how the list of questions is grouped. */

import type { AnalysisId } from "../state/analysis";
import type { Analysis } from "./analysis";
import { areaTrends } from "./area-trends";
import { caseReviews } from "./case-reviews";
import { comparison } from "./comparison";
import { density } from "./density";
import { emerging } from "./emerging";
import { facilities } from "./facilities";
import { hotSpots } from "./hot-spots";
import { hours } from "./hours";
import { nearRepeats } from "./near-repeats";
import { nextIncident } from "./next-incident";
import { recordingChanges } from "./recording-changes";
import { relativeRisk } from "./relative-risk";
import { repeatGrowth } from "./repeat-growth";
import { spaceTimeClusters } from "./space-time-clusters";
import { volumeForecast } from "./volume-forecast";
import { years } from "./years";

const ANALYSIS: Readonly<Record<AnalysisId, Analysis>> = {
  density,
  "hot-spots": hotSpots,
  emerging,
  "near-repeats": nearRepeats,
  "space-time-clusters": spaceTimeClusters,
  "relative-risk": relativeRisk,
  "area-trends": areaTrends,
  comparison,
  "recording-changes": recordingChanges,
  years,
  hours,
  "volume-forecast": volumeForecast,
  "repeat-growth": repeatGrowth,
  "next-incident": nextIncident,
  "case-reviews": caseReviews,
  facilities,
};

export const GROUPS: readonly { title: string; ids: readonly AnalysisId[] }[] = [
  { title: "Where is it", ids: ["density", "hot-spots", "emerging", "near-repeats", "space-time-clusters", "relative-risk"] },
  { title: "What has changed", ids: ["area-trends", "comparison", "recording-changes", "years"] },
  { title: "When, and what comes", ids: ["hours", "volume-forecast"] },
  { title: "Places that come back", ids: ["repeat-growth", "next-incident", "case-reviews", "facilities"] },
];

export function analysisOf(id: AnalysisId): Analysis {
  return ANALYSIS[id];
}
