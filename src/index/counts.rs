use std::cmp::Reverse;

use h3o::{CellIndex, Resolution};
use rustc_hash::FxHashMap;

use super::build::Index;
use super::selection::Selection;
use crate::incident::{Precision, Provenance};
use crate::time::{HOURS_PER_WEEK, PeriodLength, Periods, hour_of_week_shares};

/// How a selection spreads over the hours of the week.
#[derive(Clone, Debug, PartialEq)]
pub struct HourOfWeekCounts {
    /// From Monday 00:00, civil time; an incident whose window touches several hours is shared out among them (aoristic).
    pub hours: [f64; HOURS_PER_WEEK],
    /// Incidents whose window is longer than a day, which say nothing about the hour.
    pub unknown: usize,
}

/// A civil month, week or day and how many incidents have the middle of their window in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PeriodCounts {
    pub periods: Periods,
    /// One a period.
    pub counts: Vec<usize>,
}

impl Index {
    /// Incidents a category, in the order of the dictionary.
    pub fn by_category(&self, selection: &Selection) -> Vec<usize> {
        let (column, bins) = (self.incidents().categories(), self.incidents().dictionaries().categories.len());
        count(selection, bins, |row| Some(usize::from(column[row])))
    }

    /// Incidents a source, in the order of the dictionary.
    pub fn by_source(&self, selection: &Selection) -> Vec<usize> {
        let (column, bins) = (self.incidents().sources(), self.incidents().dictionaries().sources.len());
        count(selection, bins, |row| Some(usize::from(column[row])))
    }

    /// Incidents a provenance, in the order of [`Provenance::ALL`].
    pub fn by_provenance(&self, selection: &Selection) -> [usize; Provenance::ALL.len()] {
        let incidents = self.incidents();
        let counts = count(selection, Provenance::ALL.len(), |row| Some(incidents.provenance(row) as usize));
        std::array::from_fn(|at| counts[at])
    }

    /// Incidents a precision, in the order of [`Precision::ALL`].
    pub fn by_precision(&self, selection: &Selection) -> [usize; Precision::ALL.len()] {
        let incidents = self.incidents();
        let counts = count(selection, Precision::ALL.len(), |row| Some(incidents.precision(row) as usize));
        std::array::from_fn(|at| counts[at])
    }

    /// How many of the selected incidents lie on a map point or in the middle of a cell instead of where they happened.
    pub fn snapped(&self, selection: &Selection) -> usize {
        let counts = Precision::ALL.into_iter().zip(self.by_precision(selection));
        counts.filter(|(precision, _)| precision.is_snapped()).map(|(_, count)| count).sum()
    }

    /// Incidents an area of layer number `layer`, in the layer's order; the unlocated by their area code.
    pub fn by_area(&self, selection: &Selection, layer: usize) -> Vec<usize> {
        let areas: Vec<Option<usize>> = self.membership().areas(layer).collect();
        let combinations = count(selection, areas.len(), |row| Some(self.membership().combination_of(row)));
        let mut counts = vec![0; self.layers()[layer].areas().len()];
        for (area, count) in areas.into_iter().zip(combinations) {
            if let Some(area) = area {
                counts[area] += count;
            }
        }
        counts
    }

    /// Incidents a civil period, over the whole span of the data; the middle of the window decides. `None` without incidents.
    pub fn by_period(&self, selection: &Selection, length: PeriodLength) -> Option<PeriodCounts> {
        let incidents = self.incidents();
        let periods = Periods::covering(incidents.span()?, length, incidents.zone());
        let counts = count(selection, periods.len(), |row| periods.index_of(incidents.midpoint(row)));
        Some(PeriodCounts { periods, counts })
    }

    /// How many of the selected incidents have a place.
    pub fn located(&self, selection: &Selection) -> usize {
        selection.map_chunks(|rows| rows.filter(|&row| self.incidents().is_located(row)).count()).into_iter().sum()
    }

    /// Incidents a cell of `resolution`, in the order of [`Cells::at`](super::Cells::at); empty unless that is tabulated.
    pub fn by_cell(&self, selection: &Selection, resolution: Resolution) -> (&[CellIndex], Vec<u32>) {
        let (Some(cells), Some(ancestors)) = (self.cells().at(resolution), self.cells().ancestors(resolution)) else {
            return (&[], Vec::new());
        };
        let mut counts = vec![0_u32; cells.len()];
        for row in selection.rows().filter_map(|row| self.cells().finest_row(row)) {
            counts[ancestors[row] as usize] += 1;
        }
        (cells, counts)
    }

    /// The selected incidents in one cell; none for a cell of a resolution that is not tabulated.
    pub fn in_cell(&self, selection: &Selection, cell: CellIndex) -> Selection {
        let (cells, ancestors) = (self.cells().at(cell.resolution()), self.cells().ancestors(cell.resolution()));
        let wanted = cells.and_then(|cells| cells.binary_search(&cell).ok());
        let mut inside = selection.clone();
        inside.retain(|row| match (wanted, ancestors, self.cells().finest_row(row)) {
            (Some(wanted), Some(ancestors), Some(row)) => ancestors[row] as usize == wanted,
            _ => false,
        });
        inside
    }

    /// The `most` locations with the most of the selected incidents, most first, ties by number: position in the dictionary and
    /// count.
    pub fn top_locations(&self, selection: &Selection, most: usize) -> Vec<(u32, usize)> {
        let mut counts: FxHashMap<u32, usize> = FxHashMap::default();
        for location in selection.rows().filter_map(|row| self.incidents().location(row)) {
            *counts.entry(location).or_default() += 1;
        }
        let mut ranked: Vec<(u32, usize)> = counts.into_iter().collect();
        ranked.sort_unstable_by_key(|&(location, count)| (Reverse(count), location));
        ranked.truncate(most);
        ranked
    }

    /// The hours of the week, each incident's window shared out over those it touches.
    pub fn hour_of_week(&self, selection: &Selection) -> HourOfWeekCounts {
        let parts = selection.map_chunks(|rows| self.hour_of_week_of(rows));
        let mut all = HourOfWeekCounts { hours: [0.0; HOURS_PER_WEEK], unknown: 0 };
        for part in parts {
            all.hours.iter_mut().zip(part.hours).for_each(|(sum, hour)| *sum += hour);
            all.unknown += part.unknown;
        }
        all
    }

    /// The same for a few rows.
    pub fn hour_of_week_of(&self, rows: impl Iterator<Item = usize>) -> HourOfWeekCounts {
        let incidents = self.incidents();
        let mut counts = HourOfWeekCounts { hours: [0.0; HOURS_PER_WEEK], unknown: 0 };
        for row in rows {
            if incidents.hour_of_week(row).is_some() {
                let add = |hour: u8, share| counts.hours[usize::from(hour)] += share;
                hour_of_week_shares(incidents.when(row), incidents.zone(), add);
            } else {
                counts.unknown += 1;
            }
        }
        counts
    }
}

/// How many selected rows fall in each of `bins`.
fn count(selection: &Selection, bins: usize, bin: impl Fn(usize) -> Option<usize> + Sync) -> Vec<usize> {
    let parts = selection.map_chunks(|rows| {
        let mut counts = vec![0_u32; bins];
        rows.filter_map(&bin).for_each(|bin| counts[bin] += 1);
        counts
    });
    let mut all = vec![0; bins];
    for part in parts {
        all.iter_mut().zip(part).for_each(|(sum, count)| *sum += count as usize);
    }
    all
}
