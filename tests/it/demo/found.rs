//! What was planted is found by the analyses that a user would run.

use std::collections::HashSet;

use h3o::Resolution;
use rand::seq::SliceRandom;
use serde_json::Value;
use wherenext::analysis::emerging::{EmergingHotSpots, EmergingParameters, Null, emerging_hot_spots, whole_periods};
use wherenext::analysis::hot_spots::Ground;
use wherenext::analysis::kernel_density::{EdgeCorrection, Kernel, KernelDensityParameters, kernel_density};
use wherenext::analysis::repeat_locations::{By, repeat_locations};
use wherenext::analysis::spatial_weights::Neighbourhood;
use wherenext::analysis::{Progress, replica_rng};
use wherenext::index::{Cube, Filter, Selection};
use wherenext::space::{Grid, LngLat, Metres};
use wherenext::time::{PeriodLength, Periods};

use super::made::made;

/// Repeat addresses must be among this share of the locations with two incidents or more.
const TOP_LOCATIONS: f64 = 0.02;
const FOUND: f64 = 0.95;
/// Hot spots must be among this share of the county's hexagons.
const TOP_CELLS: f64 = 0.01;

fn select(pairs: &[(&str, &str)]) -> Selection {
    made().index.select(&Filter::parse(pairs.iter().copied()).unwrap()).unwrap()
}

fn planted(list: &str) -> &'static [Value] {
    made().truth[list].as_array().unwrap()
}

fn centre(site: &Value) -> LngLat {
    LngLat::new(site["lng"].as_f64().unwrap(), site["lat"].as_f64().unwrap()).unwrap()
}

#[test]
fn repeat_addresses_lead_the_repeat_locations() {
    let index = &made().index;
    let found = repeat_locations(index, &select(&[("category", "asb")]), By::Key);
    let top = (found.with_at_least(2) as f64 * TOP_LOCATIONS) as usize;
    let keys: HashSet<&str> = (0..top)
        .filter_map(|rank| index.incidents().location_text(found.rows(rank)[0] as usize))
        .map(|location| &*location.key)
        .collect();
    let addresses = planted("repeat_addresses");
    let hits = addresses.iter().filter(|address| keys.contains(address["key"].as_str().unwrap())).count();
    assert!(hits as f64 >= FOUND * addresses.len() as f64, "{hits} of {} in the top {top}", addresses.len());
}

/// Sites that are not in a hexagon of the top [`TOP_CELLS`] of the density under the filter.
fn missed(sites: &[Value], pairs: &[(&str, &str)]) -> Vec<String> {
    let index = &made().index;
    let parameters = KernelDensityParameters {
        kernel: Kernel::Gaussian,
        bandwidth: Metres(200.0),
        edge: EdgeCorrection::None,
        adaptive: false,
    };
    let lattice = kernel_density(index, &select(pairs), &parameters.check().unwrap(), &Progress::new()).unwrap();
    let grid = Grid::hex(index.study_area(), Resolution::Nine).unwrap();
    let densities = lattice.on(&grid, index.study_area().projection());
    let mut ranked: Vec<f64> = densities.iter().flatten().copied().collect();
    ranked.sort_by(|a, b| b.total_cmp(a));
    let least = ranked[(grid.len() as f64 * TOP_CELLS) as usize];
    let is_hot = |site: &&Value| {
        let density = grid.row_of(centre(site)).and_then(|row| densities[row]);
        density.is_some_and(|density| density >= least)
    };
    sites.iter().filter(|site| !is_hot(site)).map(|site| site["name"].to_string()).collect()
}

#[test]
fn every_hot_spot_is_among_the_densest_cells() {
    let asb = [("category", "asb")];
    assert_eq!(missed(planted("hot_spots"), &asb), [""; 0]);
    assert_eq!(missed(planted("co_locations"), &asb), [""; 0]);
    let last_year = [("category", "asb"), ("from", "2020-04-01"), ("to", "2021-04-01")];
    assert_eq!(missed(planted("emerging_hot_spot"), &last_year), [""; 0]);
}

#[test]
fn fires_and_disorder_share_their_places() {
    assert_eq!(missed(planted("co_locations"), &[("category", "fire")]), [""; 0]);
}

#[test]
fn the_emerging_hot_spot_was_quiet_before() {
    let site = &planted("emerging_hot_spot")[0];
    let radius = Metres(site["radius_m"].as_f64().unwrap());
    let near = |from, to| {
        let selection = select(&[("category", "asb"), ("from", from), ("to", to)]);
        made().index.within(centre(site), radius).iter().filter(|found| selection.contains(found.row)).count()
    };
    let before = near("2015-04-01", "2020-04-01") as f64 / 5.0;
    let last = near("2020-04-01", "2021-04-01") as f64;
    assert!(last > 5.0 * before, "{last} after {before} a year");
    assert!(near("2021-01-01", "2021-04-01") > near("2020-04-01", "2020-07-01"));
}

#[test]
fn nights_out_end_on_saturday() {
    let town = centre(&planted("hot_spots")[0]);
    let near = |pairs: &[(&str, &str)]| {
        let selection = select(pairs);
        made().index.within(town, Metres(250.0)).iter().filter(|found| selection.contains(found.row)).count()
    };
    let night = [("category", "asb"), ("to", "2020-04-01"), ("hours", "20-24")];
    let of_day = |day| near(&[night[0], night[1], night[2], ("days", day)]);
    assert!(of_day("sat") > 3 * of_day("tue"), "{} on Saturdays, {} on Tuesdays", of_day("sat"), of_day("tue"));
}

/// The last two years of the county by weeks, without the breaches of rules that there were in 2020 alone.
const LAST_YEARS: [(&str, &str); 3] =
    [("category", "asb/nuisance,asb/environmental,asb/personal"), ("from", "2019-04-01"), ("to", "2021-04-01")];

fn emerging(cube: &Cube, ground: &Ground, null: Null) -> EmergingHotSpots {
    let parameters = EmergingParameters { null, ..EmergingParameters::default() }.check().unwrap();
    emerging_hot_spots(cube, ground.weights(), &parameters, &Progress::new()).unwrap()
}

/// The hexagons of the county, and the weeks of [`LAST_YEARS`].
fn ground_and_weeks() -> (Ground, Periods) {
    let index = &made().index;
    let grid = Grid::hex(index.study_area(), Resolution::Nine).unwrap();
    let ground = Ground::new(grid, Neighbourhood::Ring(1).check().unwrap(), index.study_area()).unwrap();
    (ground, whole_periods(index, &Filter::parse(LAST_YEARS).unwrap(), PeriodLength::Week).unwrap())
}

#[test]
fn the_emerging_hot_spot_emerges() {
    let (ground, weeks) = ground_and_weeks();
    let cube = made().index.cube(&select(&LAST_YEARS), ground.grid(), &weeks);
    let site = ground.grid().row_of(centre(&planted("emerging_hot_spot")[0])).unwrap();
    for null in [Null::WholeCube, Null::Step] {
        let found = emerging(&cube, &ground, null);
        assert!(found.cells[site].is_emerging(), "{:?}", found.cells[site]);
        // Nowhere else do the scores rise as they do there and right around it.
        let steeper = found.cells.iter().filter(|cell| cell.trend_z > found.cells[site].trend_z).count();
        assert!(steeper <= ground.weights().of(site).len(), "{steeper}");
    }
}

#[test]
fn without_any_change_no_more_trends_than_the_rate() {
    let (ground, weeks) = ground_and_weeks();
    let cube = made().index.cube(&select(&LAST_YEARS), ground.grid(), &weeks);
    let rows = || (0..cube.n_cells()).flat_map(|row| cube.cell(row).iter().map(move |entry| (row as u32, *entry)));
    let mut when: Vec<u32> = rows().map(|(_, entry)| entry.period).collect();
    // Each place keeps its counts, at weeks drawn from everybody's: hot spots as they were, and nothing that emerges.
    when.shuffle(&mut replica_rng(1, 0));
    let shares = rows().zip(when).map(|((row, entry), week)| (row, week, entry.count)).collect();
    let found = emerging(&Cube::of_shares(cube.n_cells(), weeks.len(), shares), &ground, Null::WholeCube);
    let hot = found.cells.iter().filter(|cell| cell.hot_periods > 0).count();
    let trends = found.cells.iter().filter(|cell| cell.trend.is_some()).count();
    let emerging = found.cells.iter().filter(|cell| cell.is_emerging()).count();
    assert!(hot > 1000, "{hot}");
    assert_eq!(trends, 0);
    // What is left are cells near the threshold that happen to pass it for the first time in the last weeks.
    assert!(emerging as f64 <= 0.05 * hot as f64, "{emerging} of {hot}");
}
