//! The real files: all rows accounted for.

use std::path::Path;

use super::made::{Imported, import};
use crate::support::shared;

/// Rows, accepted, unlocated, anti-social behaviour, outcomes.
type Counts = (u64, u64, u64, u64, u64);

fn counts(imported: &Imported) -> Counts {
    let summary = &imported.summary;
    let asb = summary.by_category.iter().filter(|(category, _)| category.starts_with("asb/")).map(|(_, count)| count);
    (summary.rows, summary.accepted, summary.unlocated, asb.sum(), summary.outcomes)
}

fn check(path: &str, profile: Option<&str>, expected: Counts) {
    let Some(found) = shared(&format!("data/{path}")) else { return };
    let imported = import(&[Path::new(&found)], profile).unwrap();
    assert_eq!(counts(&imported), expected, "{path}");
}

#[test]
fn data_police_uk_archives() {
    check("police-uk/essex-2018-01_2019-02.zip", None, (199_298, 199_298, 587, 45_210, 0));
    check("police-uk/essex-2021-03_2022-03.zip", None, (216_436, 216_436, 1_732, 36_519, 175_854));
    check("police-uk/essex-2025-01_2025-09.zip", None, (119_392, 119_392, 1_604, 11_356, 0));
}

#[test]
fn incident_files_of_many_layouts() {
    for (name, expected) in [
        ("chicago_aggravated_assaults.csv.gz", (148_636, 148_636, 0, 0, 0)),
        ("medellin_homicides.csv.gz", (9_360, 9_360, 81, 0, 0)),
        ("nyc_vehicle_thefts_2014_2017.csv.gz", (35_746, 35_746, 0, 0, 0)),
        ("portland_burglary_to_2017-02-28.csv.gz", (5_096, 5_096, 0, 0, 0)),
        ("portland_motor_vehicle_theft_to_2017-02-28.csv.gz", (9_037, 9_037, 0, 0, 0)),
        // One blank row.
        ("portland_calls_for_service_2016_08_09.csv.gz", (37_819, 37_818, 0, 12_020, 0)),
        ("vancouver_crimes_2020.zip", (37_512, 37_512, 3_751, 0, 0)),
    ] {
        check(&format!("incidents/{name}"), None, expected);
    }
}

#[test]
fn feet_and_degrees_of_portland_are_the_same_places() {
    let Some(path) = shared("data/incidents/portland_burglary_to_2017-02-28.csv.gz") else { return };
    let feet = "name = 'feet'
        title = 'by feet'
        columns = { start = 'occ_date', x = 'x_ft_epsg2913', y = 'y_ft_epsg2913' }
        defaults.category = 'crime/burglary'
        time.zone = 'America/Los_Angeles'
        place.crs = 'EPSG:2913'";
    let by_feet = import(&[&path], Some(feet)).unwrap().list.incidents;
    let by_degrees = import(&[&path], None).unwrap().list.incidents;
    let far = by_feet.iter().zip(&by_degrees).map(|(a, b)| {
        let (a, b) = (a.place.unwrap(), b.place.unwrap());
        (a.lng() - b.lng()).hypot(a.lat() - b.lat())
    });
    // 1.5 m: the file's degrees were made with another shift between the datums; its feet are whole.
    assert!(far.fold(0.0, f64::max) < 2e-5);
}

#[test]
fn thefts_between_two_times() {
    let Some(path) = shared("data/incidents/nyc_vehicle_thefts_2014_2017.csv.gz") else { return };
    let list = import(&[&path], None).unwrap().list.incidents;
    // 2013-12-31 10:00 to 2014-01-01 16:30, both included.
    assert_eq!(list[0].when.seconds(), (30 * 60 + 30) * 60 + 60);
    assert_eq!(list.iter().filter(|kept| kept.when.seconds() == 60).count(), 3_364, "no last time, or the same");
}
