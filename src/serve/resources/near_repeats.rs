use axum::Json;
use axum::extract::State;
use axum::response::Response;
use serde::Serialize;
use utoipa::ToSchema;

use super::about::DateSpan;
use super::density_legend::{snapped_note, used_window};
use crate::analysis::finding::Evidence;
use crate::analysis::near_repeat::{Band, CheckedNearRepeat, Clock, KnoxCell, Metric, Raised, RaisedBand, RaisedRule};
use crate::serve::answer::{JobStatus, answer};
use crate::serve::error::{ApiError, Problem};
use crate::serve::finding::FindingText;
use crate::serve::near_repeats::{NearRepeatQuery, NearRepeatTable, bands, rule};
use crate::serve::parameters::FilterParameters;
use crate::serve::query::Parameters;
use crate::serve::state::{App, Current};

pub const NULL: &str =
    "Where an incident happens has nothing to do with when: the times are shuffled among the incidents.";

/// Knox's table: pairs of incidents by how near and how soon after each other they are.
#[derive(Debug, Serialize, ToSchema)]
pub struct NearRepeatAnswer {
    pub finding: FindingText,
    #[schema(example = "Knox test, straight-line distance, whole days between dates, 999 shuffles")]
    pub method: String,
    #[schema(example = "pairs of incidents")]
    pub unit: &'static str,
    pub null: &'static str,
    /// The civil dates that the incidents are chosen from.
    pub window: Option<DateSpan>,
    /// Incidents that were compared.
    pub incidents: usize,
    /// Left out for want of a place.
    pub without_place: usize,
    /// Left out because their window is longer than the narrowest time band.
    pub window_too_long: usize,
    pub pairs_compared: u64,
    pub replicas: u32,
    pub seed: u64,
    /// Rows of the table, nearest first; the last has no end.
    pub distance_bands: Vec<DistanceBand>,
    /// Columns of the table, soonest first; the last has no end.
    pub time_bands: Vec<TimeBand>,
    pub table: Vec<Vec<NearRepeatCell>>,
    /// The distance bands that are raised from the first days on; none when there is no pattern.
    pub raised: Vec<RaisedRow>,
    /// What to say when incidents lie on map points instead of where they happened.
    pub snapped_note: Option<String>,
}

/// A half-open band of distance.
#[derive(Debug, Serialize, ToSchema)]
pub struct DistanceBand {
    #[schema(example = "100 to under 200 m")]
    pub label: String,
    pub from_m: f64,
    pub to_m: Option<f64>,
}

/// A half-open band of time.
#[derive(Debug, Serialize, ToSchema)]
pub struct TimeBand {
    #[schema(example = "0 to under 7 days")]
    pub label: String,
    pub from_days: f64,
    pub to_days: Option<f64>,
}

/// Pairs of one band of distance and time.
#[derive(Debug, Serialize, ToSchema)]
pub struct NearRepeatCell {
    pub observed: u64,
    /// Mean over the shuffles.
    pub expected: f64,
    /// Median over the shuffles.
    pub expected_median: f64,
    /// Observed over the mean; null where no shuffle has a pair.
    pub ratio: Option<f64>,
    /// Observed over the median, as some programs report; null where that is 0.
    pub ratio_to_median: Option<f64>,
    /// How often chance gives as many: (M + 1) / (R + 1).
    pub p: f64,
}

/// A distance band that is raised.
#[derive(Debug, Serialize, ToSchema)]
pub struct RaisedRow {
    /// Its row in the table.
    pub distance_band: usize,
    /// How many time bands from the first on.
    pub time_bands: usize,
    /// 0 for the same place.
    pub radius_m: f64,
    pub days: f64,
    /// Observed over expected pairs in these cells together.
    pub ratio: f64,
}

/// Whether incidents come back near the last one soon after it, pair by pair (Knox's test).
#[utoipa::path(
    get, path = "/api/v1/near-repeats", tag = "space and time", params(FilterParameters, NearRepeatQuery),
    responses(
        (status = 200, description = "The table", body = NearRepeatAnswer),
        (status = 202, description = "It is being computed: ask again", body = JobStatus),
        (status = 400, body = Problem, content_type = "application/problem+json"),
    ),
)]
pub async fn near_repeats(
    State(app): State<App>,
    Current(snapshot): Current,
    parameters: Parameters,
) -> Result<Response, ApiError> {
    let (filter, bands, rule) = parameters.read(|take| Ok((take.filter()?, bands(take)?, rule(take)?)))?;
    let outcome = snapshot.results().begin_near_repeats(app.workers(), filter, bands).await?;
    answer(outcome, app.workers(), move |found: &NearRepeatTable| Ok(Json(shape(found, rule)))).await
}

fn shape(found: &NearRepeatTable, rule: RaisedRule) -> NearRepeatAnswer {
    let (chosen, table) = (found.chosen(), found.table());
    let raised = Raised::of(table, rule);
    let evidence = Evidence::of(chosen.index(), chosen.selection());
    let distances = table.distance_bands();
    NearRepeatAnswer {
        finding: table.reading(&raised, &evidence).into(),
        method: method(table.parameters()),
        unit: "pairs of incidents",
        null: NULL,
        window: used_window(chosen),
        incidents: table.incidents().len(),
        without_place: table.incidents().without_place,
        window_too_long: table.incidents().window_too_long,
        pairs_compared: table.pairs(),
        replicas: table.parameters().replicas(),
        seed: table.parameters().seed(),
        distance_bands: distances.iter().map(distance_band).collect(),
        time_bands: table.time_bands().iter().map(time_band).collect(),
        table: (0..distances.len()).map(|row| table.row(row).iter().map(cell).collect()).collect(),
        raised: raised.bands().iter().map(raised_row).collect(),
        snapped_note: snapped_note(evidence.snapped, evidence.incidents),
    }
}

/// How the table was made, in words.
pub fn method(parameters: &CheckedNearRepeat) -> String {
    let metric = match parameters.metric() {
        Metric::Euclidean => "straight-line distance",
        Metric::Manhattan => "distance along east-west and north-south streets",
    };
    let clock = match parameters.clock() {
        Clock::Dates => "whole days between dates",
        Clock::Times => "time elapsed",
    };
    format!("Knox test, {metric}, {clock}, {} shuffles", parameters.replicas())
}

fn distance_band(band: &Band) -> DistanceBand {
    DistanceBand { label: band.label("m"), from_m: band.from, to_m: band.to }
}

fn time_band(band: &Band) -> TimeBand {
    TimeBand { label: band.label("days"), from_days: band.from, to_days: band.to }
}

fn cell(cell: &KnoxCell) -> NearRepeatCell {
    NearRepeatCell {
        observed: cell.observed,
        expected: cell.expected,
        expected_median: cell.expected_median,
        ratio: cell.ratio(),
        ratio_to_median: cell.ratio_to_median(),
        p: cell.p,
    }
}

fn raised_row(band: &RaisedBand) -> RaisedRow {
    RaisedRow {
        distance_band: band.distance_band,
        time_bands: band.time_bands,
        radius_m: band.radius.0,
        days: band.days,
        ratio: band.ratio,
    }
}
