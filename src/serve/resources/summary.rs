use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

use super::counts::{
    CategoryCount, IdCount, MonthCount, NameCount, by_category, by_month, by_provenance, by_source, week,
};
use crate::serve::error::{ApiError, Problem};
use crate::serve::parameters::FilterParameters;
use crate::serve::query::Parameters;
use crate::serve::state::{App, Current};

/// Counts of the incidents that pass a filter.
#[derive(Debug, Serialize, ToSchema)]
pub struct Summary {
    pub total: usize,
    pub located: usize,
    pub unlocated: usize,
    /// Incidents that say nothing about the hour, because their window is longer than a day. An hours or days filter leaves
    /// them out, and they are still counted here.
    pub hours_unknown: usize,
    pub by_category: Vec<CategoryCount>,
    pub by_month: Vec<MonthCount>,
    /// `[7][24]`: Monday first, hour by hour, civil time; each incident is shared out over the hours its window touches.
    pub hour_of_week: Vec<Vec<f64>>,
    pub by_source: Vec<NameCount>,
    pub by_provenance: Vec<IdCount>,
}

/// Counts by category, month, hour of the week, source and provenance.
#[utoipa::path(
    get, path = "/api/v1/summary", tag = "data", params(FilterParameters),
    responses((status = 200, description = "The counts", body = Summary), (status = 400, body = Problem, content_type = "application/problem+json")),
)]
pub async fn summary(
    State(app): State<App>,
    Current(snapshot): Current,
    parameters: Parameters,
) -> Result<Json<Summary>, ApiError> {
    let filter = parameters.read(Parameters::filter)?;
    let chosen = snapshot.results().chosen(app.workers(), filter).await?;
    let work = move || {
        let (index, selection) = (chosen.index(), chosen.selection());
        let (total, located) = (selection.len(), index.located(selection));
        let week = week(index, selection);
        Ok(Json(Summary {
            total,
            located,
            unlocated: total - located,
            hours_unknown: selection.hours_unknown() + week.hours_unknown,
            by_category: by_category(index, selection),
            by_month: by_month(index, selection),
            hour_of_week: week.hour_of_week,
            by_source: by_source(index, selection),
            by_provenance: by_provenance(index, selection),
        }))
    };
    app.workers().run(work).await
}
