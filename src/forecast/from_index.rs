use std::sync::Arc;

use rayon::prelude::*;

use super::events::{Event, Events};
use super::ground::Ground;
use super::history::{Covariate, History, Series};
use super::provenance::Provenances;
use crate::analysis::hot_spots::residents_by_cell;
use crate::analysis::observed_window;
use crate::index::{Filter, Index, Selection};
use crate::space::AreaLayer;
use crate::time::{PeriodLength, TimeWindow};

/// Other categories tell little below this many incidents.
const LEAST_OF_ANOTHER: usize = 1000;

/// The most other categories, by their incidents.
const MOST_OTHERS: usize = 8;

/// Deciles up to this one are the most deprived tenths.
const MOST_DEPRIVED: u8 = 3;

/// What the index holds, for forecasts of the incidents that `target` selects on a ground.
///
/// The target's dates are not looked at again: an origin ends what is seen. Other series are the categories with incidents outside the
/// target, the eight with most, each of at least 1,000 that were over by the ground's first origin. Covariates are the residents a cell,
/// those of them in the three most deprived tenths, and the places of each class. The data cover the civil months that hold any incident, from the first day to the last.
///
/// Cost: a pass over all incidents, on all cores.
pub fn history(index: &Index, target: &Selection, ground: &Ground, provenances: Provenances) -> History {
    let events = events_of(index, target, ground, provenances);
    let history = History::new(Arc::clone(ground.cells()), index.incidents().zone().clone(), events, covered(index));
    history.with_others(others(index, target, ground, provenances)).with_covariates(covariates(index, ground))
}

fn events_of(index: &Index, selection: &Selection, ground: &Ground, provenances: Provenances) -> Events {
    let incidents = index.incidents();
    let row_of = index.rows_in_grid(ground.grid());
    let projection = index.study_area().projection();
    let rows: Vec<usize> = selection.rows().collect();
    let event = |&row: &usize| {
        let place = incidents.place(row)?;
        let provenance = incidents.provenance(row);
        let cell = row_of(row).and_then(|row| ground.cell_of_row(row));
        Some(Event {
            when: incidents.when(row),
            at: projection.forward(place),
            cell: cell.map(|cell| cell as u32),
            provenance,
            weight: provenances.weight(provenance),
        })
    };
    let events = rows.par_iter().with_min_len(1024).filter_map(event).collect();
    Events::new(events, incidents.zone())
}

/// A series for each category that has enough incidents outside the target, in the dictionary's order.
fn others(index: &Index, target: &Selection, ground: &Ground, provenances: Provenances) -> Vec<Series> {
    let incidents = index.incidents();
    let rest = Selection::of_rows(incidents.len(), (0..incidents.len()).filter(|&row| !target.contains(row)));
    let known_by_s = incidents.zone().day_start(ground.first_origin());
    let known = rest.rows().filter(|&row| incidents.when(row).end() <= known_by_s);
    let counts = index.by_category(&Selection::of_rows(incidents.len(), known));
    let mut most: Vec<usize> = (0..counts.len()).filter(|&category| counts[category] >= LEAST_OF_ANOTHER).collect();
    most.sort_by_key(|&category| std::cmp::Reverse(counts[category]));
    most.truncate(MOST_OTHERS);
    most.sort_unstable();
    let series = most.into_iter().map(|category| {
        let rows = rest.rows().filter(|&row| usize::from(incidents.categories()[row]) == category);
        let selection = Selection::of_rows(incidents.len(), rows);
        let name = incidents.dictionaries().categories[category].to_string();
        Series { name, events: events_of(index, &selection, ground, provenances) }
    });
    series.collect()
}

/// The spans of whole months that hold any incident, cut to the data's first and last day.
pub fn covered(index: &Index) -> Vec<TimeWindow> {
    let Some(observed) = observed_window(index, &Filter::default()) else { return Vec::new() };
    let everything = Selection::all(index.incidents().len());
    let Some(months) = index.by_period(&everything, PeriodLength::Month) else { return Vec::new() };
    let mut spans: Vec<TimeWindow> = Vec::new();
    let filled = months.periods.iter().zip(&months.counts).filter(|(_, count)| **count > 0);
    for month in filled.filter_map(|(month, _)| month.intersection(observed)) {
        let last = spans.last().copied().filter(|last| last.end() == month.start());
        match last.and_then(|last| TimeWindow::new(last.start(), month.end()).ok()) {
            Some(joined) => *spans.last_mut().expect("there is a last one") = joined,
            None => spans.push(month),
        }
    }
    spans
}

/// What is known of the ground: residents, deprivation, places.
fn covariates(index: &Index, ground: &Ground) -> Vec<Covariate> {
    let projection = index.study_area().projection();
    let places = index.place_sets().iter().map(|set| Covariate::Places {
        name: set.class().to_owned(),
        at: set.places().iter().map(|named| projection.forward(named.place)).collect(),
    });
    residents(index, ground).into_iter().chain(places).collect()
}

/// Residents a cell, and those of them in the three most deprived tenths, from the layer with the most areas that have a number. Risk adds
/// up, so that deprivation counts through the people who live with it.
fn residents(index: &Index, ground: &Ground) -> Vec<Covariate> {
    let known = |layer: &&AreaLayer| layer.areas().iter().filter(|area| area.population.is_some()).count();
    let Some(layer) = index.layers().iter().filter(|layer| known(layer) > 0).max_by_key(known) else {
        return Vec::new();
    };
    let by_row = residents_by_cell(ground.grid(), layer);
    let residents: Vec<Option<f64>> = ground.rows().iter().map(|&row| Some(by_row[row as usize])).collect();
    let mut covariates = vec![Covariate::Values { name: "residents".to_owned(), values: residents.clone() }];
    if layer.areas().iter().any(|area| area.deprivation.is_some()) {
        let centres: Vec<_> = ground.rows().iter().map(|&row| ground.grid().centre(row as usize)).collect();
        let decile = |area: Option<usize>| layer.areas()[area?].deprivation.map(|deprivation| deprivation.decile());
        let deprived =
            layer.find_all(&centres).into_iter().zip(residents).map(|(area, residents)| match decile(area) {
                Some(decile) if decile <= MOST_DEPRIVED => residents,
                Some(_) => Some(0.0),
                None => None,
            });
        covariates.push(Covariate::Values { name: "residents-deprived".to_owned(), values: deprived.collect() });
    }
    covariates
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::forecast::ground::GroundChoice;
    use crate::index::fixture::{incident, index, place};
    use crate::space::GridChoice;

    const DAY: i64 = 24 * 60;

    fn index_of_two_months() -> Index {
        let mut unplaced = incident(4, None, 40 * DAY);
        unplaced.category = 1;
        // January, and April of 2024.
        index(&[
            incident(1, Some(place(0.3, 51.7)), 60),
            incident(2, Some(place(0.3, 51.7)), 3 * DAY),
            incident(3, Some(place(0.6, 51.8)), 100 * DAY),
            unplaced,
        ])
    }

    fn ground(index: &Index, choice: GroundChoice) -> Ground {
        let grid: GridChoice = "square:1000m".parse().unwrap();
        Ground::new(index, grid, choice, &Selection::all(4), date(2024, 2, 1)).unwrap()
    }

    #[test]
    fn every_placed_incident_is_in_its_cell() {
        let index = index_of_two_months();
        let ground = ground(&index, GroundChoice::StudyArea);
        let history = history(&index, &Selection::all(4), &ground, Provenances::Count);
        let past = history.before(date(2024, 5, 1));
        assert_eq!(past.events().len(), 3);
        let cell = past.events().cell(0).unwrap();
        assert_eq!(ground.grid().row_of(place(0.3, 51.7)), Some(ground.rows()[cell] as usize));
        assert_eq!(history.before(date(2024, 1, 2)).events().len(), 1, "the second was not over");
        // January from its first day, February for the unplaced incident, not March, and April until the tenth.
        assert_eq!(past.covered_days(1000.0), 31.0 + 29.0 + 10.0);
    }

    #[test]
    fn used_cells_are_those_of_before() {
        let index = index_of_two_months();
        let ground = ground(&index, GroundChoice::Used);
        assert_eq!(ground.cells().len(), 1);
        let history = history(&index, &Selection::all(4), &ground, Provenances::Count);
        let april = history.counts_in(TimeWindow::new(0, i64::MAX).unwrap());
        assert_eq!((april.counts, april.outside), (vec![2.0], 1.0));
    }

    #[test]
    fn residents_are_spread_evenly() {
        let index = index_of_two_months();
        let ground = ground(&index, GroundChoice::StudyArea);
        let covariates = residents(&index, &ground);
        let [Covariate::Values { values, .. }] = &covariates[..] else { panic!("one covariate") };
        let total: f64 = values.iter().flatten().sum();
        assert!((total / 2000.0 - 1.0).abs() < 0.05, "two districts of 1,000: {total}");
    }
}
