use axum::Json;
use axum::extract::State;
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use crate::analysis::intervals::{Confidence, fraction_interval};
use crate::ledger::{
    CoverageRecord, CoverageScore, Entry, Measures, NamedMeasures, ScoredForecast, SeriesRecord, hex, label_of,
    what_in_words,
};
use crate::serve::error::{ApiError, Problem};
use crate::serve::finding::FindingText;
use crate::serve::forecasts::StoredForecasts;
use crate::serve::query::Parameters;
use crate::serve::state::{App, Current};

/// How the stored forecasts did.
#[derive(Debug, Serialize, ToSchema)]
pub struct Scores {
    pub series: Vec<SeriesAnswer>,
    /// Forecasts whose period the data do not cover yet.
    pub waiting: Vec<Waiting>,
    pub finding: FindingText,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct Waiting {
    pub id: u32,
    pub label: String,
    /// The first civil day after its period.
    pub to: String,
}

/// Forecasts of the same incidents on the same cells, as far ahead, by the same model.
#[derive(Debug, Serialize, ToSchema)]
pub struct SeriesAnswer {
    #[schema(example = "category=asb|hex:9|7d|ensemble")]
    pub key: String,
    pub filter: String,
    pub category_label: String,
    pub grid: String,
    pub horizon: String,
    pub model: String,
    /// The newest forecast of it.
    pub latest: u32,
    pub forecasts: usize,
    /// Periods in the means.
    pub scored: usize,
    pub waiting: usize,
    /// Of the periods in the means, those made after they had begun, and those stored before.
    pub replays: usize,
    pub ahead: usize,
    pub coverages: Vec<CoverageAnswer>,
    pub log_score: LogScores,
    /// Every scored forecast, the earliest period first.
    pub record: Vec<ScoreAnswer>,
    pub finding: FindingText,
}

/// Means over the periods, at one coverage.
#[derive(Debug, Serialize, ToSchema)]
pub struct CoverageAnswer {
    pub coverage_fraction: f64,
    pub cells: usize,
    pub ours: MeasuresAnswer,
    /// The plain count with the highest mean PAI over these periods: the hardest to beat.
    pub best_plain: Option<NamedAnswer>,
    pub plain: Vec<NamedAnswer>,
    /// The cells that turned out to hold most: nobody can do better.
    pub oracle: MeasuresAnswer,
    pub versus_best_plain: Option<VersusAnswer>,
    /// ahead, behind, level or too-few.
    pub verdict: &'static str,
    pub sentence: String,
}

/// Hit rate, prediction accuracy index, prediction efficiency index; null in a period without incidents.
#[derive(Debug, Serialize, ToSchema)]
pub struct MeasuresAnswer {
    pub hit_rate: Option<f64>,
    pub pai: Option<f64>,
    pub pei: Option<f64>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct NamedAnswer {
    #[schema(example = "count-24mo")]
    pub name: String,
    pub hit_rate: Option<f64>,
    pub pai: Option<f64>,
    pub pei: Option<f64>,
}

/// Our mean PAI over the other's, with a paired 95 % block-bootstrap interval.
#[derive(Debug, Serialize, ToSchema)]
pub struct VersusAnswer {
    pub pai_ratio: f64,
    pub low: Option<f64>,
    pub high: Option<f64>,
}

/// Mean log-likelihood an incident; higher is better.
#[derive(Debug, Serialize, ToSchema)]
pub struct LogScores {
    pub ours: Option<f64>,
    pub best_plain: Option<f64>,
    pub plain: Vec<NamedValue>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct NamedValue {
    pub name: String,
    pub value: Option<f64>,
}

/// How one forecast did, by the first truth that it was scored by.
#[derive(Debug, Serialize, ToSchema)]
pub struct ScoreAnswer {
    pub forecast: u32,
    pub label: String,
    pub from: String,
    pub to: String,
    pub replay: bool,
    /// RFC 3339.
    pub scored_at: String,
    /// How often it was scored again because the data had changed.
    pub rescored: usize,
    pub incidents: f64,
    /// Of these, those outside all cells.
    pub outside: f64,
    pub expected: f64,
    pub truth_fingerprint: String,
    /// Whether it is in the means: the first forecast of its period that was stored.
    pub counts_in_record: bool,
    pub coverages: Vec<PeriodCoverage>,
    pub log_score: LogScores,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct PeriodCoverage {
    pub coverage_fraction: f64,
    pub cells: usize,
    pub area_fraction: f64,
    pub ours: PeriodMeasures,
    /// The plain count that was chosen when the forecast was made.
    pub best_plain: Option<NamedPeriodMeasures>,
    pub plain: Vec<NamedAnswer>,
    pub oracle: MeasuresAnswer,
}

/// The measures of one period; the interval is exact (Clopper and Pearson), 95 %. All null without incidents.
#[derive(Debug, Serialize, ToSchema)]
pub struct PeriodMeasures {
    pub hit_rate: Option<f64>,
    pub hit_rate_low: Option<f64>,
    pub hit_rate_high: Option<f64>,
    pub pai: Option<f64>,
    pub pei: Option<f64>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct NamedPeriodMeasures {
    #[schema(example = "count-24mo")]
    pub name: String,
    #[serde(flatten)]
    pub measures: PeriodMeasures,
}

/// The record: how every stored forecast did beside the plain counts and hindsight, series by series.
#[utoipa::path(
    get, path = "/api/v1/scores", tag = "forecasts",
    params(("series" = Option<String>, Query, description = "Only the series with this key", example = "category=asb|hex:9|7d|ensemble")),
    responses(
        (status = 200, description = "The record", body = Scores),
        (status = 400, body = Problem, content_type = "application/problem+json"),
    ),
)]
pub async fn scores(
    State(app): State<App>,
    Current(snapshot): Current,
    parameters: Parameters,
) -> Result<Json<Scores>, ApiError> {
    let key = parameters.read(|take| take.text("series"))?;
    app.workers().run(move || Ok(Json(scores_of(snapshot.forecasts(), key.as_deref())))).await
}

fn scores_of(stored: &StoredForecasts, key: Option<&str>) -> Scores {
    let asked = stored.record().series.iter().filter(|series| key.is_none_or(|key| series.key == key));
    let asked: Vec<&SeriesRecord> = asked.collect();
    let by_id = |id: &u32| stored.entries().iter().find(|entry| entry.id == *id);
    let waiting = asked.iter().flat_map(|series| &series.waiting).filter_map(by_id);
    let finding = match asked.as_slice() {
        [only] if key.is_some() => only.reading(),
        _ => stored.record().reading(),
    };
    Scores {
        waiting: waiting
            .map(|entry| Waiting { id: entry.id, label: label_of(&entry.header), to: entry.header.ends.to_string() })
            .collect(),
        series: asked.iter().filter_map(|series| series_of(stored, series)).collect(),
        finding: finding.into(),
    }
}

fn series_of(stored: &StoredForecasts, series: &SeriesRecord) -> Option<SeriesAnswer> {
    let by_id = |id: u32| stored.entries().iter().find(|entry| entry.id == id);
    let header = &by_id(series.latest)?.header;
    let record = series.scored.iter().filter_map(|scored| Some(score_of(by_id(scored.id)?, scored)));
    let (periods, replays) = (series.periods(), series.replays);
    let best =
        series.coverages.first().and_then(|coverage| coverage.best_plain.as_ref()).map(|best| best.name.as_str());
    Some(SeriesAnswer {
        key: series.key.clone(),
        filter: header.filter.to_string(),
        category_label: what_in_words(&header.filter),
        grid: header.grid.clone(),
        horizon: header.horizon.clone(),
        model: header.model.clone(),
        latest: series.latest,
        forecasts: series.forecasts,
        scored: periods,
        waiting: series.waiting.len(),
        replays,
        ahead: series.ahead,
        coverages: series.coverages.iter().map(|coverage| coverage_of(coverage, periods, replays)).collect(),
        log_score: log_scores(series.log_score, &series.plain_log_scores, best),
        record: record.collect(),
        finding: series.reading().into(),
    })
}

fn coverage_of(coverage: &CoverageRecord, periods: usize, replays: usize) -> CoverageAnswer {
    CoverageAnswer {
        coverage_fraction: coverage.coverage_fraction,
        cells: coverage.cells,
        ours: coverage.ours.into(),
        best_plain: coverage.best_plain.as_ref().map(NamedAnswer::from),
        plain: coverage.plain.iter().map(NamedAnswer::from).collect(),
        oracle: coverage.oracle.into(),
        versus_best_plain: coverage.versus.map(|versus| VersusAnswer {
            pai_ratio: versus.pai_ratio,
            low: versus.interval.map(|interval| interval.low),
            high: versus.interval.map(|interval| interval.high),
        }),
        verdict: coverage.verdict.slug(),
        sentence: coverage.sentence(periods, replays),
    }
}

/// A forecast's first score.
pub fn score_of(entry: &Entry, scored: &ScoredForecast) -> ScoreAnswer {
    let (header, score) = (&entry.header, &scored.score);
    let coverage = |coverage: &CoverageScore| PeriodCoverage {
        coverage_fraction: coverage.coverage_fraction,
        cells: coverage.cells,
        area_fraction: coverage.area_fraction,
        ours: of_period(coverage.ours, score.incidents),
        best_plain: coverage.plain.iter().find(|plain| plain.name == header.plain).map(|plain| NamedPeriodMeasures {
            name: plain.name.clone(),
            measures: of_period(plain.measures, score.incidents),
        }),
        plain: coverage.plain.iter().map(NamedAnswer::from).collect(),
        oracle: coverage.oracle.into(),
    };
    ScoreAnswer {
        forecast: entry.id,
        label: label_of(header),
        from: header.origin.to_string(),
        to: header.ends.to_string(),
        replay: entry.is_replay,
        scored_at: Timestamp::from_millisecond(scored.scored_ms).unwrap_or(Timestamp::UNIX_EPOCH).to_string(),
        rescored: scored.rescored,
        incidents: score.incidents,
        outside: score.outside,
        expected: score.expected,
        truth_fingerprint: hex(&scored.truth),
        counts_in_record: scored.counts,
        coverages: score.coverages.iter().map(coverage).collect(),
        log_score: log_scores(score.log_score, &score.plain_log_scores, Some(&header.plain)),
    }
}

fn of_period(measures: Measures, incidents: f64) -> PeriodMeasures {
    let Measures { hit_rate, pai, pei } = measures;
    let interval = hit_rate.and_then(|hit_rate| {
        fraction_interval((hit_rate * incidents).round() as usize, incidents.round() as usize, Confidence::P95)
    });
    let (hit_rate_low, hit_rate_high) = interval.map(|interval| (interval.low, interval.high)).unzip();
    PeriodMeasures { hit_rate, hit_rate_low, hit_rate_high, pai, pei }
}

fn log_scores(ours: Option<f64>, plain: &[(String, Option<f64>)], best: Option<&str>) -> LogScores {
    let named = |(name, value): &(String, Option<f64>)| NamedValue { name: name.clone(), value: *value };
    LogScores {
        ours,
        best_plain: plain.iter().find(|(name, _)| Some(name.as_str()) == best).and_then(|(_, value)| *value),
        plain: plain.iter().map(named).collect(),
    }
}

impl From<Measures> for MeasuresAnswer {
    fn from(measures: Measures) -> Self {
        Self { hit_rate: measures.hit_rate, pai: measures.pai, pei: measures.pei }
    }
}

impl From<&NamedMeasures> for NamedAnswer {
    fn from(named: &NamedMeasures) -> Self {
        let Measures { hit_rate, pai, pei } = named.measures;
        Self { name: named.name.clone(), hit_rate, pai, pei }
    }
}
