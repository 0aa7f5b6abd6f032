use jiff::civil::Date;

use super::content::Content;
use super::error::LedgerError;
use super::facts::CellFacts;
use super::header::Header;
use super::learned::Learned;
use super::numbers::Numbers;
use super::place::{cell_keys, cells_fingerprint};
use super::plain::plain_counts;
use super::seen::data_seen;
use crate::analysis::Progress;
use crate::evaluation::Coverage;
use crate::forecast::{
    Ground, GroundChoice, History, Horizon, Part, Past, Provenances, ShiftProfile, Task, covered, history,
};
use crate::index::{Filter, Index};
use crate::space::GridChoice;

/// What is to be forecast, and how.
#[derive(Clone, Debug, PartialEq)]
pub struct Request {
    /// Which incidents; without an end.
    pub filter: Filter,
    pub grid: GridChoice,
    pub horizon: Horizon,
    /// A name of the registry.
    pub model: String,
    pub seed: u64,
    pub provenances: Provenances,
}

/// The part of the ground that patrols can reach in a shift: what choices between forecasters' settings are made for.
const COVERAGE_FRACTION: f64 = 0.01;

/// Makes forecasts of one request from one index, for any number of origins.
#[derive(Debug)]
pub struct Maker {
    request: Request,
    ground: Ground,
    history: History,
    data_end: Date,
}

impl Maker {
    /// Gathers what has happened, over all cells of the study area.
    pub fn new(index: &Index, request: Request) -> Result<Self, LedgerError> {
        if request.filter.to.is_some() {
            return Err(LedgerError::Ends);
        }
        let selection = index.select(&request.filter)?;
        let zone = index.incidents().zone();
        let end = covered(index).last().ok_or(LedgerError::NoData)?.end();
        let data_end = zone.civil(end).date();
        let ground = Ground::new(index, request.grid, GroundChoice::StudyArea, &selection, data_end)?;
        let history = history(index, &selection, &ground, request.provenances);
        Ok(Self { request, ground, history, data_end })
    }

    /// The first civil day that the data say nothing about any more: where a forecast begins unless told otherwise.
    pub fn data_end(&self) -> Date {
        self.data_end
    }

    pub fn history(&self) -> &History {
        &self.history
    }

    /// The forecast of the horizon from `origin` on, from what was known when that day began.
    pub fn make(&self, origin: Date, learned: &mut Learned, progress: &Progress) -> Result<Content, LedgerError> {
        let Request { horizon, seed, .. } = self.request;
        let task = Task { horizon, coverage_fraction: COVERAGE_FRACTION, seed };
        let past = self.history.before(origin);
        let (chosen, fitted_on, fitted) = learned.at(&self.request.model, past, &task, progress)?;
        let risk = fitted.risk(past, &task)?;
        let parts = fitted.parts(past, &task)?;
        let n_top = Coverage::Fraction(COVERAGE_FRACTION).cells(past.cells());
        let plain = plain_counts(&chosen.plain, past, &task, n_top, progress)?;
        let shifts = ShiftProfile::of(past);
        let keys = cell_keys(self.ground.grid());
        let header = Header {
            model: chosen.model.name().to_owned(),
            model_description: chosen.model.description().to_owned(),
            chosen_on: chosen.on,
            fitted_on,
            cells_fingerprint: cells_fingerprint(&keys),
            parameters: fitted.parameters(),
            plain: plain.best,
            plain_parameters: plain.parameters,
            expected: risk.iter().sum(),
            scatter: chosen.scatter.clone(),
            parts: parts.iter().map(|(part, _)| *part).collect(),
            shifts: shifts.as_ref().map(|profile| profile.prior.clone()),
            ..self.header(past)
        };
        let numbers = Numbers {
            cells: keys,
            risk: narrow(&risk),
            plain: plain.risks.into_iter().map(|(name, risk)| (name, narrow(&risk))).collect(),
            parts: parts.iter().map(|(part, risk)| (*part, narrow(risk))).collect::<Vec<(Part, _)>>(),
            facts: CellFacts::of(past),
            blocks: shifts.map_or_else(Vec::new, |profile| profile.counts().to_vec()),
        };
        Ok(Content { header, numbers })
    }

    /// What the request and the past alone say.
    fn header(&self, past: Past<'_>) -> Header {
        let Request { filter, grid, horizon, model, seed, provenances } = &self.request;
        let (origin, zone) = (past.origin(), past.zone());
        let window = horizon.window(origin, zone);
        Header {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            model: model.clone(),
            model_description: String::new(),
            seed: *seed,
            filter: filter.clone(),
            grid: grid.to_string(),
            horizon: horizon.to_string(),
            provenances: provenances.to_string(),
            origin,
            ends: horizon.after(origin, 1),
            from_s: window.start(),
            to_s: window.end(),
            zone: zone.name().to_owned(),
            chosen_on: origin,
            fitted_on: origin,
            coverage_fraction: COVERAGE_FRACTION,
            cells: past.cells().len(),
            cells_fingerprint: String::new(),
            ground_km2: past.cells().ground_km2(),
            data: data_seen(past),
            parameters: serde_json::Map::new(),
            plain: String::new(),
            plain_parameters: Default::default(),
            expected: 0.0,
            scatter: super::header::Scatter { dispersion: None, origins: 0 },
            parts: Vec::new(),
            shifts: None,
        }
    }
}

/// Seven digits are more than any forecast knows, and half the room.
fn narrow(risk: &[f64]) -> Vec<f32> {
    risk.iter().map(|&risk| risk as f32).collect()
}
