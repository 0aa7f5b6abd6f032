use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::forecast::{Part, Predictive, ShiftPrior};
use crate::index::Filter;
use crate::time::TimeWindow;

/// What a forecast is and everything that is needed to make it again, its numbers aside.
///
/// It is stored as the JSON that serde makes of it, and hashed as that text. A field may be added with a default; none is renamed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Header {
    /// Of this program.
    pub version: String,
    pub model: String,
    pub model_description: String,
    pub seed: u64,
    pub filter: Filter,
    /// As people write it: `hex:9`.
    pub grid: String,
    pub horizon: String,
    /// What incidents that officers found count as.
    pub provenances: String,
    /// The civil day that the period begins with, and that nothing later is known at.
    pub origin: Date,
    /// The first civil day after the period.
    pub ends: Date,
    /// The period in seconds since 1970-01-01T00:00Z.
    pub from_s: i64,
    pub to_s: i64,
    pub zone: String,
    /// The days at whose beginning the model's choices were made and its parameters fitted: earlier than the origin in a row of replays.
    pub chosen_on: Date,
    pub fitted_on: Date,
    /// The part of the ground that choices were made for.
    pub coverage_fraction: f64,
    pub cells: usize,
    /// SHA-256 of the cells' names, hexadecimal.
    pub cells_fingerprint: String,
    pub ground_km2: f64,
    pub data: DataSeen,
    /// What was chosen and fitted.
    pub parameters: Map<String, Value>,
    /// The plain count that captured most on earlier origins: what the forecast is shown beside.
    pub plain: String,
    pub plain_parameters: BTreeMap<String, Map<String, Value>>,
    /// Incidents expected in all cells.
    pub expected: f64,
    pub scatter: Scatter,
    pub parts: Vec<Part>,
    /// When in the week; none where the data do not tell hours.
    pub shifts: Option<ShiftPrior>,
}

/// The data that the forecast was made from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DataSeen {
    /// SHA-256 of everything that the model could see, hexadecimal.
    pub fingerprint: String,
    /// Incidents of the target that were over by the origin.
    pub incidents: usize,
    /// The first day that the data cover.
    pub from: Option<Date>,
    /// The first day after those that the data covered by the origin.
    pub to: Option<Date>,
    /// Whether most incidents are dated to a day or less.
    pub dated_to_the_day: bool,
    /// Incidents in the four weeks from the same date a year before, over what four weeks of that year had on average.
    pub same_time_last_year_ratio: Option<f64>,
}

/// How counts of cells scatter about what is expected, from forecasts of earlier periods.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Scatter {
    /// Variance beyond the Poisson's, over the square of the mean.
    pub dispersion: Option<f64>,
    /// Earlier periods that it was estimated on.
    pub origins: usize,
}

impl Header {
    /// The period.
    pub fn window(&self) -> TimeWindow {
        TimeWindow::new(self.from_s, self.to_s).expect("a stored period was a window")
    }

    pub fn predictive(&self) -> Predictive {
        Predictive::of_dispersion(self.scatter.dispersion)
    }

    /// What forecasts have in common that are scored together.
    pub fn series_key(&self) -> String {
        let Self { filter, grid, horizon, model, provenances, .. } = self;
        let filter = filter.to_string();
        let filter = if filter.is_empty() { "all" } else { &filter };
        let counted = if provenances == "count" { String::new() } else { format!("|{provenances}") };
        format!("{filter}|{grid}|{horizon}|{model}{counted}")
    }
}
