use jiff::civil::Date;

use super::cells::Cells;
use super::events::{EventsBefore, civil_day};
use super::features::Fields;
use super::history::{CellCounts, Covariate, History, counts_of};
use super::horizon::Horizon;
use crate::time::{CivilZone, TimeWindow};

/// What was known when a civil day, the origin, began: the only thing that a forecaster sees.
///
/// An incident belongs to it when its window was over by then. Nothing later can be reached from here, so that a forecast cannot move
/// when what came after is spoilt.
#[derive(Clone, Copy, Debug)]
pub struct Past<'a> {
    history: &'a History,
    origin: Date,
    origin_s: i64,
}

impl<'a> Past<'a> {
    pub(super) fn new(history: &'a History, origin: Date) -> Self {
        Self { history, origin, origin_s: history.zone().day_start(origin) }
    }

    pub fn origin(self) -> Date {
        self.origin
    }

    pub fn origin_s(self) -> i64 {
        self.origin_s
    }

    /// The origin on the scale of [`EventsBefore::middle_day`].
    pub fn origin_day(self) -> f64 {
        civil_day(self.origin_s, self.history.zone())
    }

    pub fn cells(self) -> &'a Cells {
        self.history.cells()
    }

    pub(super) fn fields(self) -> &'a Fields {
        self.history.fields()
    }

    pub fn zone(self) -> &'a CivilZone {
        self.history.zone()
    }

    /// The incidents that are forecast.
    pub fn events(self) -> EventsBefore<'a> {
        self.history.target().before(self.origin_s)
    }

    /// Incidents of other categories and agencies, by name.
    pub fn others(self) -> impl Iterator<Item = (&'a str, EventsBefore<'a>)> {
        self.history.others().iter().map(move |series| (series.name.as_str(), series.events.before(self.origin_s)))
    }

    pub fn covariates(self) -> &'a [Covariate] {
        self.history.covariates()
    }

    /// What was known at an earlier origin; this past itself if `origin` is not earlier.
    pub fn at(self, origin: Date) -> Self {
        Self::new(self.history, origin.min(self.origin))
    }

    /// What came to pass in `window`; `None` unless it was over by the origin.
    pub fn counts_in(self, window: TimeWindow) -> Option<CellCounts> {
        (window.end() <= self.origin_s).then(|| counts_of(self.history, window, self.origin_s))
    }

    /// Days that the data speak of, from `days` before the origin to the origin: what a count over them is divided by.
    pub fn covered_days(self, days: f64) -> f64 {
        let from = self.origin_day() - days;
        let zone = self.history.zone();
        let clip = |second: i64| civil_day(second.min(self.origin_s), zone).max(from);
        self.history.covered().iter().map(|window| clip(window.end()) - clip(window.start())).sum()
    }

    /// The integral of 2^(−age / half-life) over the days that the data cover, in days: what a decayed count is divided by.
    pub fn decayed_days(self, half_life_days: f64) -> f64 {
        let (origin, zone) = (self.origin_day(), self.zone());
        let weight_beyond = |second: i64| {
            let age = origin - civil_day(second.min(self.origin_s), zone);
            (-age / half_life_days).exp2()
        };
        let spans = self.history.covered().iter();
        let weight: f64 = spans.map(|window| weight_beyond(window.end()) - weight_beyond(window.start())).sum();
        weight * half_life_days / std::f64::consts::LN_2
    }

    /// The first civil day that the data cover, and the first after those that they covered by the origin.
    pub fn covered_dates(self) -> Option<(Date, Date)> {
        let mut before = self.history.covered().iter().filter(|window| window.start() < self.origin_s);
        let (first, last) = (before.clone().next()?, before.next_back()?);
        let date = |second: i64| self.zone().civil(second).date();
        Some((date(first.start()), date(last.end().min(self.origin_s))))
    }

    /// Days from the beginning of the data to the origin.
    pub fn days(self) -> f64 {
        let first = self.history.covered().first();
        first.map_or(0.0, |window| (self.origin_day() - civil_day(window.start(), self.zone())).max(0.0))
    }

    /// Up to `at_most` earlier origins whose horizons were over by this one and lie whole in the data: the latest ones, in
    /// the order of time. There a forecaster tries its choices.
    pub fn earlier_origins(self, horizon: Horizon, at_most: usize) -> Vec<Date> {
        let is_covered = |window: TimeWindow| {
            let covered = self.history.covered().iter();
            covered.clone().any(|span| span.start() <= window.start() && window.end() <= span.end())
        };
        let days = self.days();
        let origins = (1..).map(|step| horizon.after(self.origin, -step));
        let reached = origins.take_while(|origin| Self::new(self.history, *origin).days() > days * 0.25);
        let usable = reached.filter(|origin| is_covered(horizon.window(*origin, self.zone())));
        let mut latest: Vec<Date> = usable.take(at_most).collect();
        latest.reverse();
        latest
    }
}
