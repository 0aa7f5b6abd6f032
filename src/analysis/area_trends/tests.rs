use jiff::civil::date;

use super::{AreaTrends, AreaTrendsParameters, Direction, TrendTest, area_trends};
use crate::incident::IncidentRow;
use crate::index::Filter;
use crate::index::fixture::{incident, index, place};

const DAY: i64 = 24 * 60;

/// Two years from 2024-01-01 (366 and 365 days): in W one a day and then two, in E one a day throughout; E's lie at its area code in
/// the first year.
fn rows() -> Vec<IncidentRow> {
    let mut rows = Vec::new();
    for day in 0..731 {
        let at = |lng, minute| incident(rows_id(day, minute), Some(place(lng, 51.7)), day * DAY + minute);
        rows.push(at(0.3, 600));
        if day >= 366 {
            rows.push(at(0.3, 700));
        }
        let mut east = at(0.6, 800);
        if day < 366 {
            east.place = None;
            east.area_code = Some(0);
        }
        rows.push(east);
    }
    rows
}

fn rows_id(day: i64, minute: i64) -> u32 {
    (day * 2000 + minute) as u32
}

fn trends(rows: &[IncidentRow], change: impl Fn(&mut AreaTrendsParameters)) -> AreaTrends {
    let mut parameters = AreaTrendsParameters::default();
    change(&mut parameters);
    area_trends(&index(rows), &Filter::default(), 0, &parameters.check().unwrap()).unwrap()
}

#[test]
fn by_hand() {
    let found = trends(&rows(), |_| ());
    let windows = found.windows.as_ref().unwrap();
    assert_eq!(windows.now, date(2025, 1, 1)..date(2026, 1, 1));
    let (west, east) = (&found.areas[0], &found.areas[1]);
    assert_eq!((west.area, west.direction, west.rank), (0, Direction::Up, Some(1)));
    assert_eq!((east.area, east.direction, east.rank), (1, Direction::Level, Some(2)));
    // Two a day against one a day, whatever the length of the year.
    assert_eq!((west.growth.count, west.growth.before), (730, 366));
    assert!((west.growth.change.unwrap().ratio.unwrap() - 2.0).abs() < 1e-12);
    assert!((east.growth.change.unwrap().ratio.unwrap() - 1.0).abs() < 1e-12);
    // Against each other: (730/366) / (365/366) and the inverse.
    assert!((west.growth.relative_change.unwrap().ratio.unwrap() - 2.0).abs() < 1e-12);
    assert!((east.growth.relative_change.unwrap().ratio.unwrap() - 0.5).abs() < 1e-12);
    assert_eq!(west.growth.rate_per_1000, Some(730.0));
    assert_eq!((found.whole.count, found.whole.before), (1095, 732));
    assert_eq!((found.trend_months.len(), found.deseasonalised), (24, true));
    assert_eq!(east.growth.series.iter().sum::<u32>(), 731);
}

#[test]
fn the_test_decides() {
    for (test, east) in [
        (TrendTest::Trend, Direction::Level),
        (TrendTest::Change, Direction::Level),
        (TrendTest::RelativeChange, Direction::Down),
    ] {
        let found = trends(&rows(), |it| it.test = test);
        assert_eq!(found.areas[0].direction, Direction::Up, "{test:?}");
        assert_eq!(found.areas[1].direction, east, "{test:?}");
    }
    // W's level is a step, and its rise against the season of a force that rose itself is one too.
    let ranks = trends(&rows(), |it| it.test = TrendTest::MannKendall);
    assert_eq!((ranks.areas[0].area, ranks.areas[0].direction), (0, Direction::Up));
}

#[test]
fn every_incident_twice_keeps_the_ratios_and_narrows_them() {
    let once = rows();
    let twice: Vec<IncidentRow> = once.iter().flat_map(|&row| [row, row]).collect();
    let [one, two] = [&once, &twice].map(|rows| trends(rows, |_| ()).areas[0].growth.change.unwrap());
    assert!((one.ratio.unwrap() - two.ratio.unwrap()).abs() < 1e-12);
    assert!(two.low > one.low && two.high < one.high);
}

#[test]
fn too_few_and_nothing() {
    let few: Vec<IncidentRow> = rows().into_iter().filter(|row| row.place.is_some()).collect();
    let found = trends(&few, |it| it.min_incidents = 500);
    assert_eq!((found.areas[1].direction, found.areas[1].rank, found.tested()), (Direction::TooFew, None, 1));
    // E has nothing before: growth from nothing has no ratio, but a lower end.
    let found = trends(&few, |it| it.test = TrendTest::Change);
    let east = found.areas.iter().find(|area| area.area == 1).unwrap();
    assert_eq!(east.direction, Direction::Up);
    assert!(east.growth.change.unwrap().ratio.is_none() && east.growth.change.unwrap().low > 50.0);

    let nothing = trends(&[], |_| ());
    assert!(nothing.windows.is_none() && nothing.threshold_p.is_none());
    assert!(nothing.areas.iter().all(|area| area.direction == Direction::TooFew));
}

#[test]
fn in_words() {
    let index = index(&rows());
    let parameters = AreaTrendsParameters::default().check().unwrap();
    let found = area_trends(&index, &Filter::default(), 0, &parameters).unwrap();
    let finding = found.reading(&index.layers()[0]);
    assert_eq!(
        finding.statement,
        "Of 2 areas (district) tested, 1 went up by more than chance explains (District W) and none went down; altogether \
         there were 1,095 incidents from 1 January 2025 to 31 December 2025, 50 % more than a year before."
    );
    assert!(
        finding.caveat.starts_with("Up to 5.0 % of the areas singled out may be so by chance; only what was reported")
    );
    let nothing = super::area_trends(&crate::index::fixture::index(&[]), &Filter::default(), 0, &parameters).unwrap();
    assert!(nothing.reading(&index.layers()[0]).statement.contains("no whole month"));
}
