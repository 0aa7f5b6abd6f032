use jiff::civil::Date;

use crate::evaluation::Equity;
use crate::incident::Provenance;

/// What is said of one version of a model. All of it comes from the run: the ledger, a back-test, the data.
#[derive(Clone, Debug, PartialEq)]
pub struct ModelFacts {
    /// For file names and addresses: `asb-hex-9-7d-ensemble-0.1.0`.
    pub id: String,
    /// The ledger's name of the series, whether it has forecasts in it or not.
    pub series: String,
    /// Of the program.
    pub version: String,
    /// What must be said of the data before anything else: that they are made up.
    pub notice: Option<String>,
    pub model: String,
    pub description: String,
    /// "Anti-social behaviour".
    pub what: String,
    pub filter: String,
    pub grid: String,
    pub cells: usize,
    pub ground_km2: f64,
    /// "7 days".
    pub horizon: String,
    /// What incidents that officers found count as: `count`, `leave-out`, `weight:0.5`.
    pub provenances: String,
    /// What was chosen and fitted last, by name.
    pub parameters: Vec<(String, String)>,
    pub data: DataFacts,
    pub record: Option<RecordFacts>,
    pub back_tests: Vec<BackTestFacts>,
    pub equity: Option<EquityFacts>,
}

/// What the incidents are that the model learned from.
#[derive(Clone, Debug, PartialEq)]
pub struct DataFacts {
    pub incidents: usize,
    pub from: Option<Date>,
    /// The first day after the last.
    pub to: Option<Date>,
    /// How they came to be known.
    pub provenance: Vec<(Provenance, usize)>,
    /// Agencies, most first.
    pub sources: Vec<(String, usize)>,
    /// On a map point instead of where they happened, 0..=1.
    pub snapped_fraction: f64,
    /// Without any place, 0..=1.
    pub without_place_fraction: f64,
    /// Known to a day or less, so that their hour can be read, 0..=1.
    pub hours_known_fraction: f64,
    /// Layers with residents: (name, areas, residents).
    pub residents: Vec<(String, usize, f64)>,
    /// Imported places: (class, places).
    pub places: Vec<(String, usize)>,
}

/// What the ledger has of it.
#[derive(Clone, Debug, PartialEq)]
pub struct RecordFacts {
    pub forecasts: usize,
    /// Scored, stored before their period began.
    pub ahead: usize,
    /// Scored, made after.
    pub replays: usize,
    pub waiting: usize,
    pub performance: Vec<Performance>,
    /// Incidents expected and observed over the scored periods.
    pub expected: f64,
    pub observed: f64,
}

/// What a back-test has of it.
#[derive(Clone, Debug, PartialEq)]
pub struct BackTestFacts {
    pub from: Date,
    pub to: Date,
    pub every: String,
    pub incidents: u64,
    pub seed: u64,
    pub performance: Vec<Performance>,
    pub calibration: Option<CalibrationFacts>,
}

/// Incidents expected and observed over all periods of a back-test.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CalibrationFacts {
    pub expected: f64,
    pub observed: f64,
}

/// How much it caught of what happened, beside the best plain count; means over periods.
#[derive(Clone, Debug, PartialEq)]
pub struct Performance {
    /// "1 % of the ground".
    pub coverage: String,
    pub periods: usize,
    pub hit_rate: Option<f64>,
    pub pai: Option<f64>,
    pub plain: Option<PlainCount>,
    /// With hindsight, 0..=1.
    pub most_hit_rate: Option<f64>,
}

/// The best plain count.
#[derive(Clone, Debug, PartialEq)]
pub struct PlainCount {
    pub name: String,
    pub hit_rate: Option<f64>,
    pub pai: Option<f64>,
    /// Our PAI over its.
    pub ratio: Option<f64>,
    /// Ends of the paired 95 % interval of that.
    pub low: Option<f64>,
    pub high: Option<f64>,
}

/// Where the flagged ground lies, by deprivation.
#[derive(Clone, Debug, PartialEq)]
pub struct EquityFacts {
    /// Of the areas whose deprivation it is.
    pub layer: String,
    /// Whether the deciles are a nation's; else the layer's own.
    pub is_national: bool,
    /// Of the ground that counts as flagged, 0..=1.
    pub coverage_fraction: f64,
    /// "1 to 7 December 2025".
    pub period: String,
    pub shares: Equity,
}

impl ModelFacts {
    /// "Anti-social behaviour, hex:9, 7 days, ensemble".
    pub fn label(&self) -> String {
        format!("{}, {}, {}, {}", self.what, self.grid, self.horizon, self.model)
    }

    /// The description, to be followed by a full stop.
    pub fn described(&self) -> &str {
        self.description.trim_end_matches('.')
    }
}
