//! The default forecaster on a county: fit and forecast of 300,000 incidents on 250,000 cells, stage by stage.
//!
//! `cargo bench --bench forecast`. Incidents are made outside the timing, from a fixed seed. One line of JSON a stage: seconds on all cores,
//! and processor seconds, which say more where the machine is shared; the last has their sum and the most memory that the process held.

use std::fs;
use std::hint::black_box;
use std::sync::Arc;
use std::time::Instant;

use jiff::civil::{Date, date};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use wherenext::analysis::Progress;
use wherenext::forecast::{Cells, DEFAULT, Event, Events, ForecastError, History, Horizon, Task, forecaster};
use wherenext::incident::Provenance;
use wherenext::space::Planar;
use wherenext::time::{CivilZone, TimeWindow};

const INCIDENTS: usize = 300_000;
const CELLS_A_SIDE: usize = 500;
const CELL_M: f64 = 120.0;
const ORIGIN: Date = date(2024, 1, 1);
const DAYS: f64 = 400.0;
const DAY_S: f64 = 86_400.0;

/// Addresses that incidents come back to: the r-th most often of them in proportion to 1 / (r + 50).
const ADDRESSES: usize = 30_000;
const ANYWHERE_FRACTION: f64 = 0.3;
/// Followed by another close by within two weeks.
const REPEATED_FRACTION: f64 = 0.1;

fn main() -> Result<(), ForecastError> {
    let history = history();
    let past = history.before(ORIGIN);
    let task = Task { horizon: Horizon::Days(7), coverage_fraction: 0.01, seed: 1 };
    let progress = Progress::new();
    let mut stages = Stages::default();
    let unchosen = forecaster(DEFAULT).expect("the default is in the registry");
    let chosen = stages.time("choose", || unchosen.choose(past, &task, &progress))?;
    let fitted = stages.time("fit", || chosen.fit(past, &task, &progress))?;
    let risk = stages.time("risk", || fitted.risk(past, &task))?;
    black_box(stages.time("parts", || fitted.parts(past, &task))?);
    stages.print_sum(risk.iter().sum());
    Ok(())
}

#[derive(Default)]
struct Stages {
    seconds: f64,
    processor_seconds: f64,
}

impl Stages {
    fn time<T>(&mut self, stage: &str, run: impl FnOnce() -> T) -> T {
        let (began, used) = (Instant::now(), processor_seconds());
        let answer = run();
        let (seconds, processor) = (began.elapsed().as_secs_f64(), processor_seconds() - used);
        println!(r#"{{"stage": "{stage}", "seconds": {seconds:.2}, "processor_seconds": {processor:.2}}}"#);
        self.seconds += seconds;
        self.processor_seconds += processor;
        answer
    }

    fn print_sum(&self, expected: f64) {
        let Self { seconds, processor_seconds } = self;
        let cells = CELLS_A_SIDE * CELLS_A_SIDE;
        println!(
            r#"{{"forecaster": "{DEFAULT}", "incidents": {INCIDENTS}, "cells": {cells}, "seconds": {seconds:.2}, "processor_seconds": {processor_seconds:.2}, "peak_mb": {:.0}, "expected": {expected:.3}}}"#,
            peak_mb()
        );
    }
}

/// Of all threads so far; 0 where the system does not say.
fn processor_seconds() -> f64 {
    const TICKS_A_SECOND: f64 = 100.0;
    let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    // The name, in brackets, may hold spaces; user and system time are the 12th and 13th fields after it.
    let fields = stat.rsplit(')').next().unwrap_or_default().split_whitespace().skip(11).take(2);
    fields.filter_map(|ticks| ticks.parse::<f64>().ok()).sum::<f64>() / TICKS_A_SECOND
}

fn peak_mb() -> f64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = peak.and_then(|peak| peak.split_whitespace().next()?.parse::<f64>().ok());
    kilobytes.unwrap_or(0.0) / 1024.0
}

fn history() -> History {
    let zone = CivilZone::named("Europe/London").expect("the zone database has it");
    let centre = |cell: usize| {
        let middle = |at: usize| (at as f64 + 0.5) * CELL_M;
        Planar { x: middle(cell % CELLS_A_SIDE), y: middle(cell / CELLS_A_SIDE) }
    };
    let n_cells = CELLS_A_SIDE * CELLS_A_SIDE;
    let cell_km2 = CELL_M * CELL_M / 1e6;
    let cells = Cells::new((0..n_cells).map(centre).collect(), vec![cell_km2; n_cells], cell_km2 * n_cells as f64);
    let origin_s = zone.day_start(ORIGIN);
    let covered = TimeWindow::new(origin_s - (DAYS * DAY_S) as i64, origin_s).expect("it has days");
    let events = Events::new(events(origin_s), &zone);
    History::new(Arc::new(cells), zone, events, vec![covered])
}

fn events(origin_s: i64) -> Vec<Event> {
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    let side_m = CELLS_A_SIDE as f64 * CELL_M;
    let anywhere = |rng: &mut ChaCha8Rng| Planar { x: rng.random::<f64>() * side_m, y: rng.random::<f64>() * side_m };
    let addresses: Vec<Planar> = (0..ADDRESSES).map(|_| anywhere(&mut rng)).collect();
    let beside = |at: Planar, rng: &mut ChaCha8Rng| {
        let mut moved = |from: f64| (from + 60.0 * (rng.random::<f64>() - 0.5)).clamp(0.0, side_m - 1.0);
        Planar { x: moved(at.x), y: moved(at.y) }
    };
    let mut events = Vec::with_capacity(INCIDENTS + 1);
    while events.len() < INCIDENTS {
        let at = if rng.random::<f64>() < ANYWHERE_FRACTION {
            anywhere(&mut rng)
        } else {
            // The inverse of the distribution that 1 / (rank + 50) has.
            let rank = 50.0 * ((ADDRESSES as f64 / 50.0 + 1.0).powf(rng.random::<f64>()) - 1.0);
            beside(addresses[(rank as usize).min(ADDRESSES - 1)], &mut rng)
        };
        let age_days = rng.random::<f64>() * DAYS;
        events.push(event(at, age_days, origin_s));
        if rng.random::<f64>() < REPEATED_FRACTION {
            events.push(event(beside(at, &mut rng), (age_days - 14.0 * rng.random::<f64>()).max(0.0), origin_s));
        }
    }
    events.truncate(INCIDENTS);
    events
}

/// A minute long.
fn event(at: Planar, age_days: f64, origin_s: i64) -> Event {
    let end = origin_s - (age_days * (DAY_S - 60.0 / DAYS)) as i64;
    let (column, line) = ((at.x / CELL_M) as u32, (at.y / CELL_M) as u32);
    Event {
        when: TimeWindow::new(end - 60, end).expect("a minute"),
        at,
        cell: Some(line * CELLS_A_SIDE as u32 + column),
        provenance: Provenance::PublicReport,
        weight: 1.0,
    }
}
