//! The leak test: everything after an origin is spoilt, and no forecast moves.

use std::sync::Arc;

use jiff::civil::Date;
use rand::RngExt;

use crate::analysis::{Progress, replica_rng};
use crate::forecast::{ALL, Cells, Covariate, Event, Events, Forecaster, History, Horizon, Series, Task, forecaster};
use crate::incident::Provenance;
use crate::space::Planar;
use crate::time::{CivilZone, TimeWindow};

const SIDE: usize = 12;
const SPACING_M: f64 = 100.0;
const ORIGIN: Date = Date::constant(2019, 7, 1);
const DAY_S: i64 = 86_400;
const BEFORE_DAYS: i64 = 700;
const AFTER_DAYS: i64 = 120;

/// What is done to what came after the origin.
#[derive(Clone, Copy, Debug)]
enum Spoil {
    Nothing,
    Move,
    Multiply,
    Delete,
}

fn zone() -> CivilZone {
    CivilZone::named("America/Chicago").unwrap()
}

fn cell_at(at: Planar) -> u32 {
    let step = |metres: f64| ((metres / SPACING_M) as usize).min(SIDE - 1);
    (step(at.y) * SIDE + step(at.x)) as u32
}

/// Incidents that crowd in one corner and come back; one in twenty is known to the week only, so that windows reach over the origin.
fn made(stream: u64, count: usize) -> Vec<Event> {
    let mut rng = replica_rng(11, stream);
    let origin_s = zone().day_start(ORIGIN);
    let mut events: Vec<Event> = Vec::with_capacity(count);
    for number in 0..count {
        let extent = SPACING_M * SIDE as f64;
        let again = events.last().filter(|_| number % 3 == 0).map(|last| (last.at, last.when.start() + 2 * DAY_S));
        let (at, start_s) = again.unwrap_or_else(|| {
            let at = Planar { x: extent * rng.random::<f64>().powi(2), y: extent * rng.random::<f64>().powi(2) };
            (at, origin_s + rng.random_range(-BEFORE_DAYS * DAY_S..AFTER_DAYS * DAY_S))
        });
        let seconds = if number % 20 == 0 { 7 * DAY_S } else { 60 };
        let when = TimeWindow::new(start_s, start_s + seconds).unwrap();
        let provenance = if number % 7 == 0 { Provenance::OfficerFound } else { Provenance::PublicReport };
        events.push(Event { when, at, cell: Some(cell_at(at)), provenance, weight: 1.0 });
    }
    events
}

fn spoilt(events: Vec<Event>, spoil: Spoil) -> Vec<Event> {
    let origin_s = zone().day_start(ORIGIN);
    let moved = |event: Event| {
        let at = Planar { x: SPACING_M * SIDE as f64 - event.at.x, y: 50.0 };
        Event { at, cell: Some(cell_at(at)), provenance: Provenance::OfficerFound, ..event }
    };
    let (before, after): (Vec<_>, Vec<_>) = events.into_iter().partition(|event| event.when.end() <= origin_s);
    let after: Vec<_> = match spoil {
        Spoil::Nothing => after,
        Spoil::Move => after.into_iter().map(moved).collect(),
        Spoil::Multiply => std::iter::repeat_n(after, 5).flatten().collect(),
        Spoil::Delete => Vec::new(),
    };
    before.into_iter().chain(after).collect()
}

fn history(spoil: Spoil) -> History {
    let centre =
        |row: usize| Planar { x: SPACING_M * ((row % SIDE) as f64 + 0.5), y: SPACING_M * ((row / SIDE) as f64 + 0.5) };
    let n = SIDE * SIDE;
    let cells = Cells::new((0..n).map(centre).collect(), vec![0.01; n], 0.01 * n as f64);
    let zone = zone();
    let origin_s = zone.day_start(ORIGIN);
    // What is known of the time after the origin is spoilt too.
    let reach = if matches!(spoil, Spoil::Delete) { 1 } else { AFTER_DAYS };
    let covered = TimeWindow::new(origin_s - BEFORE_DAYS * DAY_S, origin_s + reach * DAY_S).unwrap();
    let events = |stream, count| Events::new(spoilt(made(stream, count), spoil), &zone);
    let others = vec![Series { name: "other".to_owned(), events: events(1, 1500) }];
    let residents = (0..n).map(|row| Some((row % 40) as f64)).collect();
    let covariates = vec![
        Covariate::Values { name: "residents".to_owned(), values: residents },
        Covariate::Places { name: "venue".to_owned(), at: vec![Planar { x: 210.0, y: 340.0 }] },
    ];
    let target = events(0, 2500);
    History::new(Arc::new(cells), zone, target, vec![covered]).with_others(others).with_covariates(covariates)
}

/// The risk of a forecaster that chose, was fitted and forecasts at the origin, with its parts.
fn forecast(history: &History, forecaster: &dyn Forecaster) -> Vec<u64> {
    let task = Task { horizon: Horizon::Days(7), coverage_fraction: 0.05, seed: 3 };
    let (past, progress) = (history.before(ORIGIN), Progress::new());
    let chosen = forecaster.choose(past, &task, &progress).unwrap();
    let fitted = chosen.fit(past, &task, &progress).unwrap();
    let parts = fitted.parts(past, &task).unwrap().into_iter().flat_map(|(_, part)| part);
    fitted.risk(past, &task).unwrap().into_iter().chain(parts).map(f64::to_bits).collect()
}

#[test]
fn no_forecast_moves_when_what_came_after_is_spoilt() {
    let honest = history(Spoil::Nothing);
    let later = honest.before(ORIGIN + jiff::ToSpan::days(90));
    assert!(later.events().len() > honest.before(ORIGIN).events().len() + 100, "there is something to spoil");
    let spoilt = [Spoil::Move, Spoil::Multiply, Spoil::Delete].map(|spoil| (spoil, history(spoil)));
    for name in ALL {
        let forecaster = forecaster(name).unwrap();
        let expected = forecast(&honest, &*forecaster);
        for (spoil, history) in &spoilt {
            assert!(
                forecast(history, &*forecaster) == expected,
                "{name} moves when what came after is spoilt: {spoil:?}"
            );
        }
    }
}

/// A forecaster that looks at what came is seen by the test above.
#[test]
fn a_leak_is_seen() {
    use crate::forecast::{Fitted, ForecastError, Past};

    #[derive(Clone)]
    struct Seer(History);
    impl Forecaster for Seer {
        fn name(&self) -> &'static str {
            "seer"
        }
        fn description(&self) -> &'static str {
            "It looks."
        }
        fn choose(&self, _: Past<'_>, _: &Task, _: &Progress) -> Result<Box<dyn Forecaster>, ForecastError> {
            Ok(Box::new(self.clone()))
        }
        fn fit(&self, _: Past<'_>, _: &Task, _: &Progress) -> Result<Box<dyn Fitted>, ForecastError> {
            Ok(Box::new(self.clone()))
        }
    }
    impl Fitted for Seer {
        fn risk(&self, past: Past<'_>, task: &Task) -> Result<Vec<f64>, ForecastError> {
            Ok(self.0.counts_in(task.horizon.window(past.origin(), past.zone())).counts)
        }
        fn parameters(&self) -> serde_json::Map<String, serde_json::Value> {
            serde_json::Map::new()
        }
    }
    let honest = forecast(&history(Spoil::Nothing), &Seer(history(Spoil::Nothing)));
    for spoil in [Spoil::Move, Spoil::Multiply, Spoil::Delete] {
        assert_ne!(honest, forecast(&history(spoil), &Seer(history(spoil))));
    }
}
