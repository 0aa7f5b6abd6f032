//! A district with half a year of incidents.

use std::path::Path;

use jiff::civil::{Date, date};
use wherenext::analysis::Progress;
use wherenext::forecast::{Horizon, Provenances};
use wherenext::incident::Incident;
use wherenext::index::{Filter, Index};
use wherenext::ledger::{Content, Learned, Maker, Request};
use wherenext::store::Store;
use wherenext::time::TimeWindow;

use crate::serve::county::{districts, import, incident};

/// 2024-01-01T00:00Z, a Monday.
const MONDAY_S: i64 = 1_704_067_200;
const DAY_S: i64 = 86_400;

/// The first day of week number `week`; 0 begins on 2024-01-01.
pub fn monday(week: i32) -> Date {
    Horizon::Days(7).after(date(2024, 1, 1), week)
}

/// Anti-social behaviour of the weeks `weeks`: 20 places with 1, 2, … 20 incidents in a hundred days or so, half of them in the evening.
pub fn incidents(weeks: std::ops::Range<i64>) -> Vec<Incident<'static>> {
    let mut found = Vec::new();
    for day in weeks.start * 7..weeks.end * 7 {
        for place in 0..20_i64 {
            // Scattered over the days, and the same every time.
            if (day * 7919 + place * 104_729).rem_euclid(100) <= 4 * place {
                let hour = if (day + place) % 2 == 0 { 21 } else { 3 + place };
                let start = MONDAY_S + day * DAY_S + hour * 3600;
                let at = (0.3 + 0.01 * place as f64, 51.7 + 0.004 * (place % 5) as f64);
                found.push(incident("nuisance", at, TimeWindow::new(start, start + 60).unwrap()));
            }
        }
    }
    // In the evening of the last day, so that the data cover it.
    let last = MONDAY_S + weeks.end * 7 * DAY_S - 3 * 3600;
    found.push(incident("noise", (0.7, 51.85), TimeWindow::new(last, last + 60).unwrap()));
    found
}

/// Six a day in 240 other places, which no two plain counts choose alike.
pub fn elsewhere(weeks: std::ops::Range<i64>) -> Vec<Incident<'static>> {
    let of_day = |day: i64| {
        (0..6_i64).map(move |n| {
            let place = (day * day * 31 + n * 57 + day) % 240;
            let start = MONDAY_S + day * DAY_S + (n + 9) * 3600;
            let at = (0.3 + 0.0016 * place as f64, 51.7 + 0.003 * (place % 40) as f64);
            incident("nuisance", at, TimeWindow::new(start, start + 60).unwrap())
        })
    };
    (weeks.start * 7..weeks.end * 7).flat_map(of_day).collect()
}

/// A data folder with the first `weeks` weeks.
pub fn fill(folder: &Path, weeks: i64) -> Store {
    let store = Store::open(folder).unwrap();
    store.put_layer(&districts(), true).unwrap();
    import(folder, "first.csv", &incidents(0..weeks));
    store
}

pub fn index(store: &Store) -> Index {
    let loaded = store.load().unwrap();
    Index::build(loaded.incidents, loaded.layers, loaded.study_area)
}

pub fn request(model: &str) -> Request {
    Request {
        filter: Filter::from_query("category=asb").unwrap(),
        grid: "hex:8".parse().unwrap(),
        horizon: Horizon::Days(7),
        model: model.to_owned(),
        seed: 1,
        provenances: Provenances::Count,
    }
}

/// The forecast of the week from `origin` on.
pub fn forecast(store: &Store, origin: Date) -> Content {
    let maker = Maker::new(&index(store), request("count-12mo")).unwrap();
    maker.make(origin, &mut Learned::new(), &Progress::new()).unwrap()
}
