use super::lattice::{Lattice, Reading};
use super::memory::{Memory, seasons};
use super::week::Week;
use crate::forecast::cells::Cells;
use crate::forecast::events::EventsBefore;
use crate::forecast::past::Past;

/// Weights may grow this many doublings before they are counted from a later day: single precision holds twice as many.
const MOST_DOUBLINGS: f64 = 60.0;

/// How far from its point an incident is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(in crate::forecast) enum Reach {
    /// Its own cell only.
    Own,
    /// A Gaussian round it of [`SIGMAS`] cells.
    Near,
    Wide,
    Broad,
}

/// Standard deviations of [`Reach::Near`], [`Reach::Wide`] and [`Reach::Broad`] in cells: each four times the one before, from what a point
/// at a cell's edge tells of the next cell to what a quarter of a town has in common.
const SIGMAS: [f64; 3] = [0.6, 2.4, 9.6];

/// The row of [`Reach::Broad`] in [`Fields`].
pub(super) const BROAD: usize = 2;

impl Reach {
    pub(super) const SPREAD: [Self; 3] = [Self::Near, Self::Wide, Self::Broad];

    /// The row of [`Fields`]; `None` for the cell itself.
    pub(super) fn field(self) -> Option<usize> {
        Self::SPREAD.iter().position(|reach| *reach == self)
    }
}

/// The lattices of the three widths over some cells, how each cell reads them, and what all cells together read of a point.
#[derive(Debug)]
pub(in crate::forecast) struct Fields {
    pub(super) lattices: [Lattice; 3],
    pub(super) week: Week,
    readings: [Vec<Reading>; 3],
    reached: [Vec<f32>; 3],
}

impl Fields {
    pub(in crate::forecast) fn over(cells: &Cells) -> Self {
        // A cell is as wide as its mean square says: the variance of a place in it is side² / 12.
        let sigma = |cell_widths: f64| cells.spacing_m() * (cell_widths * cell_widths + 1.0 / 12.0).sqrt();
        let lattices = SIGMAS.map(|cell_widths| Lattice::over(cells, sigma(cell_widths)));
        let readings = [0, 1, 2].map(|field: usize| lattices[field].readings(cells));
        let reached = [0, 1, 2].map(|field: usize| lattices[field].reached(&readings[field]));
        Self { lattices, week: Week::new(), readings, reached }
    }

    /// `None` for the cell itself.
    pub(super) fn lattice(&self, reach: Reach) -> Option<&Lattice> {
        reach.field().map(|field| &self.lattices[field])
    }

    /// What a cell reads of a field's masses.
    pub(super) fn read(&self, field: usize, cell: usize, masses: &[f32]) -> f64 {
        self.lattices[field].read(masses, &self.readings[field][cell])
    }
}

/// Which incidents a layer sees, and how.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Kind {
    pub(super) series: usize,
    pub(super) reach: Reach,
    pub(super) memory: Memory,
    /// Only those that are known to lie in this shift of the week.
    pub(super) shift: Option<usize>,
}

/// The incidents of one kind at the origin that a sweep has come to.
#[derive(Debug)]
pub(super) struct Layer {
    pub(super) kind: Kind,
    /// A cell's, or a lattice point's, sum of weights as of `as_of_day`.
    masses: Vec<f32>,
    as_of_day: Option<f64>,
    /// What all cells read together, as of the same day.
    total: f64,
}

impl Layer {
    pub(super) fn new(kind: Kind, cells: &Cells, fields: &Fields) -> Self {
        let len = fields.lattice(kind.reach).map_or(cells.len(), Lattice::len);
        Self { kind, masses: vec![0.0; len], as_of_day: None, total: 0.0 }
    }

    /// Takes in the events from `from` on, of those before the past's origin.
    pub(super) fn take(&mut self, past: Past<'_>, events: EventsBefore<'_>, from: usize, fields: &Fields) {
        if self.kind.memory == Memory::Season {
            self.take_seasons(past, events, fields);
            return;
        }
        for event in from..events.len() {
            let in_shift = |shift| events.hour_of_week(event).is_some_and(|hour| fields.week.shift_of(hour) == shift);
            if !self.kind.shift.is_none_or(in_shift) {
                continue;
            }
            let grown = self.grown(events.middle_day()[event]);
            self.add(events, event, grown, fields);
        }
    }

    /// The weight of an incident of `day` beside those already in: 2^((day − as of) / half-life).
    fn grown(&mut self, day: f64) -> f64 {
        let Memory::HalfLife(half_life) = self.kind.memory else { return 1.0 };
        let as_of = *self.as_of_day.get_or_insert(day);
        let doublings = (day - as_of) / half_life;
        if doublings <= MOST_DOUBLINGS {
            return doublings.exp2();
        }
        let faded = (-doublings).exp2();
        self.masses.iter_mut().for_each(|mass| *mass *= faded as f32);
        self.total *= faded;
        self.as_of_day = Some(day);
        1.0
    }

    fn add(&mut self, events: EventsBefore<'_>, event: usize, grown: f64, fields: &Fields) {
        let weight = grown * events.weight()[event];
        match self.kind.reach.field() {
            None => {
                let Some(cell) = events.cell(event) else { return };
                self.masses[cell] += weight as f32;
                self.total += weight;
            }
            Some(field) => {
                let Some(corners) = fields.lattices[field].corners(events.at()[event]) else { return };
                for (point, part) in corners {
                    self.masses[point] += part * weight as f32;
                    self.total += weight * f64::from(part * fields.reached[field][point]);
                }
            }
        }
    }

    fn take_seasons(&mut self, past: Past<'_>, events: EventsBefore<'_>, fields: &Fields) {
        self.masses.fill(0.0);
        self.total = 0.0;
        // An incident's middle is no later than its end, and rarely more than a month before it.
        let (origin, longest_s) = (past.origin_day(), 32.0 * 86_400.0);
        for (youngest, oldest) in seasons(past) {
            let second = |age: f64| past.origin_s() - (age * 86_400.0) as i64;
            let first = events.end_s().partition_point(|&end| end < second(oldest + 1.0));
            let end = events.end_s().partition_point(|&end| end <= second(youngest) + longest_s as i64);
            for event in first..end {
                let age = origin - events.middle_day()[event];
                if age > youngest && age <= oldest {
                    self.add(events, event, 1.0, fields);
                }
            }
        }
    }

    /// What the masses are multiplied by to be incidents in `horizon_days`: 0 where the data cover nothing that is remembered.
    pub(super) fn scale(&self, past: Past<'_>, horizon_days: f64) -> f64 {
        let days = self.kind.memory.days(past);
        if days <= 0.0 { 0.0 } else { horizon_days / days * self.faded(past) }
    }

    /// What the masses are multiplied by to be as of the origin.
    pub(super) fn faded(&self, past: Past<'_>) -> f64 {
        match (self.kind.memory, self.as_of_day) {
            (Memory::HalfLife(half_life), Some(as_of)) => (-(past.origin_day() - as_of) / half_life).exp2(),
            _ => 1.0,
        }
    }

    pub(super) fn masses(&self) -> &[f32] {
        &self.masses
    }

    /// What all cells read together, before the scale.
    pub(super) fn total(&self) -> f64 {
        self.total
    }
}
