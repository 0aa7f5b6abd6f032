use geo_types::Rect;
use h3o::Resolution;

use super::build::Index;
use super::filter::{BoundingBox, Filter, FilterError};
use super::fixture::{MONDAY_S, incident, index, place, uniform};
use super::selection::Selection;
use crate::incident::{IncidentRow, Provenance};
use crate::space::{Grid, Metres, Planar};
use crate::time::{PeriodLength, Periods, TimeWindow};

const HOUR: i64 = 60;
const DAY: i64 = 24 * HOUR;

/// Six incidents: four in W, one in E by place, one in E by its area code.
fn six() -> Index {
    let mut rows = vec![
        incident(1, Some(place(0.30, 51.70)), 0),
        incident(2, Some(place(0.30, 51.70)), 23 * HOUR),
        incident(3, Some(place(0.31, 51.70)), 5 * DAY + 2 * HOUR),
        incident(4, Some(place(0.45, 51.80)), 40 * DAY),
        incident(5, Some(place(0.60, 51.70)), 2 * DAY),
        incident(6, None, 3 * DAY),
    ];
    rows[1].category = 1;
    rows[2].source = 1;
    rows[3].provenance = Provenance::OfficerFound;
    rows[5].area_code = Some(0);
    // Somewhere in the first week: no hour is known.
    rows[4].when = TimeWindow::new(MONDAY_S, MONDAY_S + 7 * DAY * 60).unwrap();
    index(&rows)
}

fn ids(index: &Index, selection: &Selection) -> Vec<u32> {
    let mut ids: Vec<u32> = selection.rows().map(|row| index.incidents().ids()[row]).collect();
    ids.sort_unstable();
    ids
}

fn select(index: &Index, text: &str) -> Result<Vec<u32>, FilterError> {
    let filter = Filter::try_from(text.to_owned())?;
    Ok(ids(index, &index.select(&filter)?))
}

#[test]
fn every_part_of_a_filter() {
    let index = six();
    for (text, expected) in [
        ("", vec![1, 2, 3, 4, 5, 6]),
        ("category=crime", vec![2]),
        ("category=crime,asb/nuisance", vec![1, 2, 3, 4, 5, 6]),
        ("category=fire", vec![]),
        ("source=Council", vec![3]),
        ("provenance=officer-found,sensor", vec![4]),
        ("area=district:W", vec![1, 2, 3, 4]),
        ("area=district:E", vec![5, 6]),
        ("area=district:E&category=crime", vec![]),
        ("from=2024-01-02", vec![3, 4, 5, 6]),
        // The middle of incident 5's week is Thursday noon.
        ("from=2024-01-04&to=2024-01-05", vec![5, 6]),
        ("to=2024-01-02", vec![1, 2]),
        ("hours=22-3", vec![1, 2, 3, 4, 6]),
        ("hours=23-24", vec![2]),
        ("days=mon", vec![1, 2]),
        ("days=sat,thu&hours=0-4", vec![3, 4, 6]),
        ("bbox=0.3,51.7,0.31,51.7", vec![1, 2, 3]),
        ("polygon=0.29,51.69;0.305,51.69;0.305,51.71;0.29,51.71", vec![1, 2]),
    ] {
        assert_eq!(select(&index, text).unwrap(), expected, "{text}");
    }
}

#[test]
fn what_the_data_do_not_know_is_named() {
    let index = six();
    for (text, parameter) in [
        ("category=crime/arson", "category"),
        ("source=Police", "source"),
        ("area=district:X", "area"),
        ("area=ward:W", "area"),
    ] {
        assert_eq!(select(&index, text).unwrap_err().parameter(), parameter);
    }
}

#[test]
fn unknown_hours_are_counted_after_everything_else() {
    let index = six();
    let unknown = |text: &str| index.select(&Filter::try_from(text.to_owned()).unwrap()).unwrap().hours_unknown();
    assert_eq!(unknown("hours=0-12"), 1);
    assert_eq!(unknown("hours=0-12&area=district:W"), 0);
    assert_eq!(unknown("from=2024-01-01"), 0);
}

#[test]
fn counts_by_everything() {
    let index = six();
    let all = Selection::all(6);
    assert_eq!(index.by_category(&all), [5, 1]);
    assert_eq!(index.by_source(&all), [5, 1]);
    assert_eq!(index.by_provenance(&all), [0, 5, 1, 0, 0]);
    assert_eq!(index.by_area(&all, 0), [4, 2]);
    assert_eq!(index.located(&all), 5);
    let months = index.by_period(&all, PeriodLength::Month).unwrap();
    assert_eq!(months.counts, [5, 1]);
    let week = index.hour_of_week(&all);
    assert_eq!(week.unknown, 1);
    assert_eq!((week.hours[0], week.hours[23], week.hours[5 * 24 + 2]), (1.0, 1.0, 1.0));
    assert!((week.hours.iter().sum::<f64>() - 5.0).abs() < 1e-12);
    let none = Selection::of_rows(6, []);
    assert_eq!(index.by_category(&none), [0, 0]);
    assert_eq!(index.hour_of_week(&none).hours, [0.0; 168]);
}

#[test]
fn cells_and_their_ancestors() {
    let index = six();
    let all = Selection::all(6);
    for level in 5..=10 {
        let resolution = Resolution::try_from(level).unwrap();
        let (cells, counts) = index.by_cell(&all, resolution);
        assert!(cells.is_sorted());
        assert_eq!(counts.iter().sum::<u32>(), 5);
        assert!(cells.iter().all(|cell| cell.resolution() == resolution));
    }
    assert!(index.by_cell(&all, Resolution::Eleven).0.is_empty());
    let grid = Grid::hex(index.study_area(), Resolution::Eight).unwrap();
    let counts = index.counts(&all, &grid);
    let (cells, by_cell) = index.by_cell(&all, Resolution::Eight);
    let Grid::Hex(hexagons) = &grid else { unreachable!() };
    for (&cell, &count) in cells.iter().zip(&by_cell) {
        assert_eq!(counts[hexagons.row_of_cell(cell).unwrap()], f64::from(count));
    }
    assert_eq!(counts.iter().sum::<f64>(), 5.0);
}

#[test]
fn a_cube_shares_windows_out() {
    let index = six();
    let all = Selection::all(6);
    let grid = Grid::square(index.study_area(), Metres(1000.0), Planar { x: 0.0, y: 0.0 }, 0.0).unwrap();
    let zone = index.incidents().zone();
    let periods = Periods::covering(index.incidents().span().unwrap(), PeriodLength::Day, zone);
    let cube = index.cube(&all, &grid, &periods);
    assert_eq!((cube.n_cells(), cube.n_periods()), (grid.len(), periods.len()));
    assert!((cube.total() - 5.0).abs() < 1e-12);
    let week = grid.row_of(place(0.60, 51.70)).unwrap();
    let shares: Vec<f64> = cube.cell(week).iter().map(|entry| entry.count).collect();
    assert_eq!(shares.len(), 7);
    assert!(shares.iter().all(|share| (share - 1.0 / 7.0).abs() < 1e-12));
    let twice = grid.row_of(place(0.30, 51.70)).unwrap();
    assert_eq!(cube.count(twice, 0), 2.0);
    assert_eq!(cube.count(twice, 1), 0.0);
}

#[test]
fn near_things_agree_with_looking_at_everything() {
    let mut random = uniform(1);
    let rows: Vec<IncidentRow> = (0..2000)
        .map(|id| {
            // A coarse lattice of places, so that there are ties.
            let step = |x: f64| (x * 60.0).floor() / 60.0;
            incident(id, Some(place(0.2 + 0.6 * step(random()), 51.6 + 0.3 * step(random()))), i64::from(id))
        })
        .collect();
    let index = index(&rows);
    let here = place(0.5, 51.75);
    let projection = index.incidents().projection();
    let mut all: Vec<(f64, usize)> = (0..2000)
        .map(|row| (projection.forward(here).distance(index.incidents().planar(row).unwrap()).0, row))
        .collect();
    all.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    let rows = |found: Vec<super::near::Neighbour>| found.iter().map(|it| it.row).collect::<Vec<_>>();
    for k in [0, 1, 7, 50, 5000] {
        assert!(rows(index.nearest(here, k)).into_iter().eq(all.iter().take(k).map(|it| it.1)), "nearest {k}");
    }
    for radius in [0.0, 500.0, 5000.0] {
        let expected = all.iter().filter(|it| it.0 <= radius).map(|it| it.1);
        assert!(rows(index.within(here, Metres(radius))).into_iter().eq(expected), "within {radius}");
    }
    let bbox = BoundingBox::new(place(0.3, 51.65), place(0.7, 51.8)).unwrap();
    let expected = (0..2000).filter(|&row| bbox.contains(index.incidents().place(row).unwrap()));
    assert!(index.in_box(bbox).into_iter().eq(expected));
    let shape = Rect::new((0.3, 51.65), (0.7, 51.8)).to_polygon().into();
    assert_eq!(index.in_polygon(&shape), index.in_box(bbox));
}
