use std::sync::{Arc, OnceLock};

use jiff::civil::Date;

use super::cells::Cells;
use super::events::Events;
use super::features::Fields;
use super::past::Past;
use crate::space::Planar;
use crate::time::{CivilZone, TimeWindow};

/// Everything that is known, of all times: only [`History::before`] lets a forecaster see it.
#[derive(Clone, Debug)]
pub struct History {
    cells: Arc<Cells>,
    zone: CivilZone,
    target: Events,
    others: Vec<Series>,
    covariates: Vec<Covariate>,
    covered: Vec<TimeWindow>,
    /// Worked out when first asked for; the same at every origin.
    fields: Arc<OnceLock<Fields>>,
}

/// Incidents of another category or agency, which may tell of those that are forecast.
#[derive(Clone, Debug)]
pub struct Series {
    pub name: String,
    pub events: Events,
}

/// What does not change with time: residents of a cell, deprivation, the places of a class.
#[derive(Clone, Debug, PartialEq)]
pub enum Covariate {
    /// A value a cell; `None` where it is not known.
    Values { name: String, values: Vec<Option<f64>> },
    /// Where the places of a class are, metres on the flat map.
    Places { name: String, at: Vec<Planar> },
}

/// What came to pass in a window.
#[derive(Clone, Debug, PartialEq)]
pub struct CellCounts {
    /// Incidents a cell.
    pub counts: Vec<f64>,
    /// Incidents in no cell, which nobody can hit.
    pub outside: f64,
}

impl CellCounts {
    /// In and out of the cells.
    pub fn total(&self) -> f64 {
        self.counts.iter().sum::<f64>() + self.outside
    }
}

impl History {
    /// `covered`: the spans of time that the data speak of, ascending and apart; a month that was never imported is no quiet month.
    pub fn new(cells: Arc<Cells>, zone: CivilZone, target: Events, covered: Vec<TimeWindow>) -> Self {
        Self { cells, zone, target, others: Vec::new(), covariates: Vec::new(), covered, fields: Arc::default() }
    }

    pub fn with_others(self, others: Vec<Series>) -> Self {
        Self { others, ..self }
    }

    pub fn with_covariates(self, covariates: Vec<Covariate>) -> Self {
        Self { covariates, ..self }
    }

    pub fn cells(&self) -> &Arc<Cells> {
        &self.cells
    }

    pub fn zone(&self) -> &CivilZone {
        &self.zone
    }

    pub fn covered(&self) -> &[TimeWindow] {
        &self.covered
    }

    pub(super) fn target(&self) -> &Events {
        &self.target
    }

    pub(super) fn others(&self) -> &[Series] {
        &self.others
    }

    pub(super) fn covariates(&self) -> &[Covariate] {
        &self.covariates
    }

    /// How the cells read what is spread. No rayon in here: a thread that stole work while it works this out could wait for itself.
    pub(super) fn fields(&self) -> &Fields {
        self.fields.get_or_init(|| Fields::over(&self.cells))
    }

    /// What was known when the civil day `origin` began.
    pub fn before(&self, origin: Date) -> Past<'_> {
        Past::new(self, origin)
    }

    /// What came to pass in a window, by the middles of the incidents' windows: the truth that a forecast is scored by. Each counts 1.
    pub fn counts_in(&self, window: TimeWindow) -> CellCounts {
        counts_of(self, window, i64::MAX)
    }
}

/// Counts in `window` of what was over by `known_by_s`.
pub(super) fn counts_of(history: &History, window: TimeWindow, known_by_s: i64) -> CellCounts {
    let events = history.target.before(known_by_s);
    let first = super::events::civil_day(window.start(), &history.zone);
    let end = super::events::civil_day(window.end(), &history.zone);
    // Nothing that was over before the window began has its middle in it.
    let start = events.end_s().partition_point(|&end_s| end_s <= window.start());
    let mut found = CellCounts { counts: vec![0.0; history.cells.len()], outside: 0.0 };
    for (event, middle) in events.middle_day().iter().enumerate().skip(start) {
        if *middle < first || *middle >= end {
            continue;
        }
        match events.cell(event) {
            Some(cell) => found.counts[cell] += 1.0,
            None => found.outside += 1.0,
        }
    }
    found
}
