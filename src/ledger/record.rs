use std::collections::BTreeMap;

use super::entry::Entry;
use super::error::LedgerError;
use super::score::{CoverageScore, Measures, NamedMeasures, Score};
use crate::analysis::intervals::Interval;
use crate::evaluation::{Capture, LEAST_PERIODS, Period, Resampling};
use crate::store::{Hash, StoredScore};

/// How the forecasts did, series by series.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Record {
    /// By their keys.
    pub series: Vec<SeriesRecord>,
}

/// Forecasts of the same incidents on the same cells, as far ahead, by the same model.
#[derive(Clone, Debug, PartialEq)]
pub struct SeriesRecord {
    pub key: String,
    /// The newest forecast of it.
    pub latest: u32,
    /// All that were stored.
    pub forecasts: usize,
    /// Those whose period is not over yet, as far as the data know.
    pub waiting: Vec<u32>,
    /// Those with a score, the earliest period first.
    pub scored: Vec<ScoredForecast>,
    /// Of the scored that count, those stored before their period began, and those made after.
    pub ahead: usize,
    pub replays: usize,
    pub coverages: Vec<CoverageRecord>,
    /// Mean log score an incident, ours and of each plain count.
    pub log_score: Option<f64>,
    pub plain_log_scores: Vec<(String, Option<f64>)>,
}

/// A forecast with its first score.
#[derive(Clone, Debug, PartialEq)]
pub struct ScoredForecast {
    pub id: u32,
    pub score: Score,
    pub scored_ms: i64,
    pub truth: Hash,
    /// How often it was scored again because the data had changed.
    pub rescored: usize,
    /// Whether it is in the means: the first forecast of its period that was stored, a period with incidents.
    pub counts: bool,
}

/// Means over the periods that count, at one coverage.
#[derive(Clone, Debug, PartialEq)]
pub struct CoverageRecord {
    pub coverage_fraction: f64,
    pub cells: usize,
    pub ours: Measures,
    pub plain: Vec<NamedMeasures>,
    /// The plain count with the highest mean PAI, known only afterwards: the hardest to beat.
    pub best_plain: Option<NamedMeasures>,
    pub oracle: Measures,
    pub versus: Option<Versus>,
    pub verdict: Verdict,
}

/// Our mean PAI over that of the best plain count, with a paired 95 % interval made as a back-test's.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Versus {
    pub pai_ratio: f64,
    pub interval: Option<Interval>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The interval lies above 1.
    Ahead,
    /// The interval lies below 1.
    Behind,
    /// The interval holds 1.
    Level,
    /// Under eight periods say nothing.
    TooFew,
}

/// The seed of the intervals: the same record gives the same interval.
const SEED: u64 = 1;

impl Verdict {
    pub fn slug(self) -> &'static str {
        match self {
            Self::Ahead => "ahead",
            Self::Behind => "behind",
            Self::Level => "level",
            Self::TooFew => "too-few",
        }
    }
}

/// The record of stored forecasts and their scores, both in the order that they were stored.
pub fn record(entries: &[Entry], scores: &[StoredScore]) -> Result<Record, LedgerError> {
    let mut by_forecast: BTreeMap<u32, Vec<&StoredScore>> = BTreeMap::new();
    for score in scores {
        by_forecast.entry(score.forecast).or_default().push(score);
    }
    let mut by_series: BTreeMap<String, Vec<&Entry>> = BTreeMap::new();
    for entry in entries {
        by_series.entry(entry.header.series_key()).or_default().push(entry);
    }
    let series = by_series.into_iter().map(|(key, entries)| series(key, &entries, &by_forecast));
    Ok(Record { series: series.collect::<Result<_, _>>()? })
}

fn series(
    key: String,
    entries: &[&Entry],
    scores: &BTreeMap<u32, Vec<&StoredScore>>,
) -> Result<SeriesRecord, LedgerError> {
    let mut scored = Vec::new();
    let mut waiting = Vec::new();
    let mut periods = Vec::new();
    for entry in entries {
        let is_first = !periods.contains(&entry.header.from_s);
        periods.push(entry.header.from_s);
        match scores.get(&entry.id) {
            None => waiting.push(entry.id),
            Some(found) => scored.push((*entry, scored_forecast(entry.id, found, is_first)?)),
        }
    }
    scored.sort_by_key(|(entry, _)| (entry.header.from_s, entry.id));
    let counted: Vec<(&Entry, &Score)> =
        scored.iter().filter(|(_, it)| it.counts).map(|(entry, it)| (*entry, &it.score)).collect();
    let replays = counted.iter().filter(|(entry, _)| entry.is_replay).count();
    let (log_score, plain_log_scores) = log_scores(&counted);
    Ok(SeriesRecord {
        latest: entries.iter().max_by_key(|entry| (entry.header.from_s, entry.id)).map_or(0, |entry| entry.id),
        forecasts: entries.len(),
        ahead: counted.len() - replays,
        replays,
        coverages: coverages(&counted),
        log_score,
        plain_log_scores,
        key,
        waiting,
        scored: scored.into_iter().map(|(_, it)| it).collect(),
    })
}

fn scored_forecast(id: u32, scores: &[&StoredScore], is_first: bool) -> Result<ScoredForecast, LedgerError> {
    let first = scores[0];
    let score: Score = serde_json::from_str(&first.score)
        .map_err(|_| LedgerError::Damaged { id, what: "its score cannot be read" })?;
    Ok(ScoredForecast {
        id,
        scored_ms: first.scored_ms,
        truth: first.truth,
        rescored: scores.len() - 1,
        counts: is_first && score.incidents > 0.0,
        score,
    })
}

fn log_scores(counted: &[(&Entry, &Score)]) -> (Option<f64>, Vec<(String, Option<f64>)>) {
    let ours = mean(counted.iter().map(|(_, score)| score.log_score));
    let names = counted.first().map_or(&[][..], |(_, score)| &score.plain_log_scores);
    let of = |name: &str| {
        mean(counted.iter().map(|(_, score)| {
            let found = score.plain_log_scores.iter().find(|(known, _)| known == name);
            found.and_then(|(_, score)| *score)
        }))
    };
    (ours, names.iter().map(|(name, _)| (name.clone(), of(name))).collect())
}

fn coverages(counted: &[(&Entry, &Score)]) -> Vec<CoverageRecord> {
    let Some((_, first)) = counted.first() else { return Vec::new() };
    let periods: Vec<Period> = counted.iter().map(|(entry, score)| period(entry, score)).collect();
    let resampling = Resampling::of(&periods, SEED);
    let of = |at: usize| {
        let found: Vec<_> = counted.iter().filter_map(|(_, score)| score.coverages.get(at)).collect();
        let names = first.coverages[at].plain.iter().map(|plain| plain.name.clone());
        let plain: Vec<NamedMeasures> = names
            .map(|name| {
                let named = |plain: &&NamedMeasures| plain.name == name;
                let each = found.iter().filter_map(|it| it.plain.iter().find(named)).map(|plain| plain.measures);
                NamedMeasures { measures: means(each.collect()), name }
            })
            .collect();
        let pai = |plain: &&NamedMeasures| plain.measures.pai.unwrap_or(0.0);
        let best = plain.iter().max_by(|a, b| pai(a).total_cmp(&pai(b))).cloned();
        let versus = best.as_ref().and_then(|best| versus(&found, &best.name, &resampling));
        CoverageRecord {
            coverage_fraction: first.coverages[at].coverage_fraction,
            cells: first.coverages[at].cells,
            ours: means(found.iter().map(|it| it.ours).collect()),
            plain,
            best_plain: best,
            oracle: means(found.iter().map(|it| it.oracle).collect()),
            verdict: verdict(versus, counted.len()),
            versus,
        }
    };
    (0..first.coverages.len()).map(of).collect()
}

fn period(entry: &Entry, score: &Score) -> Period {
    Period {
        origin: entry.header.origin,
        end: entry.header.ends,
        incidents: score.incidents,
        outside_cells: score.outside,
        rows: score.rows.clone(),
        counts: score.counts.clone(),
    }
}

/// Ours against the plain count `name`; `None` unless all of `found` have both.
fn versus(found: &[&CoverageScore], name: &str, resampling: &Resampling<'_>) -> Option<Versus> {
    let ours = found.iter().map(|it| capture(it, 0, it.ours));
    let theirs = found.iter().map(|it| {
        let at = it.plain.iter().position(|plain| plain.name == name)?;
        capture(it, 1 + at, it.plain[at].measures)
    });
    let (ours, theirs) = (ours.collect::<Option<Vec<_>>>()?, theirs.collect::<Option<Vec<_>>>()?);
    let sum = |captures: &[Capture]| captures.iter().filter_map(|capture| capture.pai).sum::<f64>();
    let pai_ratio = (sum(&theirs) > 0.0).then(|| sum(&ours) / sum(&theirs))?;
    let interval = resampling.pai_ratio(&ours.iter().collect::<Vec<_>>(), &theirs.iter().collect::<Vec<_>>());
    Some(Versus { pai_ratio, interval })
}

/// What intervals need of the forecast that is `number` in the score's order: of chosen cells that had nothing nothing is needed.
fn capture(score: &CoverageScore, number: usize, measures: Measures) -> Option<Capture> {
    let (hit_rate, pai) = measures.hit_rate.zip(measures.pai)?;
    // PAI is hit rate over area; where nothing was hit the area says nothing.
    let area_fraction = if pai > 0.0 { hit_rate / pai } else { score.area_fraction };
    let chosen = score.hit_rows.get(number).cloned().unwrap_or_default();
    Some(Capture { chosen, area_fraction, pai: Some(pai), ..Capture::default() })
}

fn verdict(versus: Option<Versus>, periods: usize) -> Verdict {
    match versus.and_then(|versus| versus.interval) {
        Some(interval) if periods >= LEAST_PERIODS && interval.low > 1.0 => Verdict::Ahead,
        Some(interval) if periods >= LEAST_PERIODS && interval.high < 1.0 => Verdict::Behind,
        Some(_) if periods >= LEAST_PERIODS => Verdict::Level,
        _ => Verdict::TooFew,
    }
}

fn means(each: Vec<Measures>) -> Measures {
    Measures {
        hit_rate: mean(each.iter().map(|it| it.hit_rate)),
        pai: mean(each.iter().map(|it| it.pai)),
        pei: mean(each.iter().map(|it| it.pei)),
    }
}

/// The mean of what is known; `None` of nothing.
fn mean(values: impl Iterator<Item = Option<f64>>) -> Option<f64> {
    let known: Vec<f64> = values.flatten().collect();
    (!known.is_empty()).then(|| known.iter().sum::<f64>() / known.len() as f64)
}
