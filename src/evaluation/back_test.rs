use std::ops::Range;
use std::sync::{Arc, Mutex};
use std::time::Instant;

use jiff::civil::Date;

use super::coverage::Coverage;
use super::error::BackTestError;
use super::origin_scores::{Forecast, OriginScores, scored};
use super::report::{BackTestReport, Period};
use super::score_file::ScoreFile;
use super::tables::report;
use super::work_queue::work_off;
use crate::analysis::Progress;
use crate::forecast::{DEFAULT, Fitted, ForecastError, Forecaster, History, Horizon, Task};

/// What a back-test is asked for: forecasts of a horizon made at each origin, scored at each coverage.
#[derive(Clone, Debug, PartialEq)]
pub struct BackTest {
    pub horizon: Horizon,
    /// Civil days, ascending.
    pub origins: Vec<Date>,
    /// The first is the one that forecasters make their choices for.
    pub coverages: Vec<Coverage>,
    pub seed: u64,
}

/// Forecasts from every origin by every forecaster, scored by what came to pass.
///
/// Choices are made once, on what was known at the first origin; a forecaster is fitted at each origin, or again when its fit is older than
/// it keeps. It sees no more than was over by the origin. Scores that `kept` has are not made again; new ones are written there as they
/// are made. A forecaster that fails at one origin fails the whole, for a mean over the easy origins is no mean. The numbers, all but the
/// seconds, are the same for any number of threads. Cost: that of the forecasters, on all cores.
pub fn back_test(
    history: &History,
    forecasters: &[Box<dyn Forecaster>],
    test: &BackTest,
    kept: &ScoreFile,
    progress: &Progress,
) -> Result<BackTestReport, BackTestError> {
    check(history, forecasters, test)?;
    progress.begin((forecasters.len() * test.origins.len()) as u64);
    let run = Run::new(history, forecasters, test, kept, progress);
    // Plain counts come first in the registry and what takes long last, which is begun first.
    let jobs = (0..forecasters.len()).map(|forecaster| Job::Choose { forecaster }).collect();
    work_off(jobs, rayon::current_num_threads(), |job| run.work(job))?;
    let scores = run.into_scores();
    let periods: Vec<_> = test.origins.iter().map(|&origin| period(history, test, origin)).collect();
    Ok(report(history, forecasters, test, periods, scores))
}

/// The forecaster that the ceiling is estimated from: the default, or else the last one.
pub(super) fn ceiling_of(forecasters: &[Box<dyn Forecaster>]) -> usize {
    forecasters.iter().position(|found| found.name() == DEFAULT).unwrap_or(forecasters.len() - 1)
}

fn check(history: &History, forecasters: &[Box<dyn Forecaster>], test: &BackTest) -> Result<(), BackTestError> {
    let BackTest { origins, coverages, horizon, .. } = test;
    if origins.is_empty() || coverages.is_empty() || forecasters.is_empty() {
        let (origins, coverages, forecasters) = (origins.len(), coverages.len(), forecasters.len());
        return Err(BackTestError::Nothing { origins, coverages, forecasters });
    }
    if history.cells().is_empty() {
        return Err(BackTestError::NoCells);
    }
    if let Some(pair) = origins.windows(2).find(|pair| pair[0] >= pair[1]) {
        return Err(BackTestError::OriginsOutOfOrder { first: pair[0], second: pair[1] });
    }
    if let Some(&origin) = origins.iter().find(|origin| !is_covered(history, *horizon, **origin)) {
        return Err(BackTestError::NotCovered { origin });
    }
    let mut names: Vec<_> = forecasters.iter().map(|forecaster| forecaster.name()).collect();
    names.sort_unstable();
    match names.windows(2).find(|pair| pair[0] == pair[1]) {
        Some(pair) => Err(BackTestError::NamedTwice { forecaster: pair[0].to_owned() }),
        None => Ok(()),
    }
}

/// Whether the data speak of the whole period from an origin.
pub fn is_covered(history: &History, horizon: Horizon, origin: Date) -> bool {
    let window = horizon.window(origin, history.zone());
    history.covered().iter().any(|span| span.start() <= window.start() && window.end() <= span.end())
}

fn period(history: &History, test: &BackTest, origin: Date) -> Period {
    let truth = history.counts_in(test.horizon.window(origin, history.zone()));
    Period::new(origin, test.horizon.after(origin, 1), &truth)
}

enum Job {
    Choose { forecaster: usize },
    Fit { forecaster: usize, chosen: Arc<dyn Forecaster>, origins: Range<usize>, seconds: f64 },
}

struct Run<'a> {
    history: &'a History,
    forecasters: &'a [Box<dyn Forecaster>],
    test: &'a BackTest,
    task: Task,
    kept: &'a ScoreFile,
    progress: &'a Progress,
    /// [n_forecasters × n_origins]
    scores: Mutex<Vec<Option<OriginScores>>>,
}

impl<'a> Run<'a> {
    fn new(
        history: &'a History,
        forecasters: &'a [Box<dyn Forecaster>],
        test: &'a BackTest,
        kept: &'a ScoreFile,
        progress: &'a Progress,
    ) -> Self {
        let coverage_fraction = test.coverages[0].fraction(history.cells());
        let task = Task { horizon: test.horizon, coverage_fraction, seed: test.seed };
        let known = forecasters
            .iter()
            .flat_map(|forecaster| test.origins.iter().map(|&origin| kept.get(forecaster.name(), origin).cloned()));
        let scores = Mutex::new(known.collect());
        Self { history, forecasters, test, task, kept, progress, scores }
    }

    fn work(&self, job: Job) -> Result<Vec<Job>, BackTestError> {
        self.progress.check()?;
        match job {
            Job::Choose { forecaster } => self.choose(forecaster),
            Job::Fit { forecaster, chosen, origins, seconds } => {
                self.fit(forecaster, &*chosen, origins, seconds).map(|()| Vec::new())
            }
        }
    }

    fn choose(&self, forecaster: usize) -> Result<Vec<Job>, BackTestError> {
        let missing = (0..self.test.origins.len()).filter(|&at| !self.is_known(forecaster, at)).count();
        self.progress.advance((self.test.origins.len() - missing) as u64)?;
        if missing == 0 {
            return Ok(Vec::new());
        }
        let began = Instant::now();
        let past = self.history.before(self.test.origins[0]);
        let chosen = self.forecasters[forecaster].choose(past, &self.task, &Progress::new());
        let chosen: Arc<dyn Forecaster> = Arc::from(chosen.map_err(|source| self.failed(forecaster, 0, source))?);
        let seconds = began.elapsed().as_secs_f64();
        let groups = fit_groups(&self.test.origins, chosen.keeps_days()).into_iter();
        let wanted = groups.filter(|origins| origins.clone().any(|at| !self.is_known(forecaster, at)));
        let fit = |origins: Range<usize>| {
            let seconds = if origins.start == 0 { seconds } else { 0.0 };
            Job::Fit { forecaster, chosen: Arc::clone(&chosen), origins, seconds }
        };
        Ok(wanted.map(fit).collect())
    }

    fn fit(
        &self,
        forecaster: usize,
        chosen: &dyn Forecaster,
        origins: Range<usize>,
        chose_seconds: f64,
    ) -> Result<(), BackTestError> {
        let began = Instant::now();
        let first = origins.start;
        let past = self.history.before(self.test.origins[first]);
        let fitted = chosen.fit(past, &self.task, &Progress::new());
        let fitted = fitted.map_err(|source| self.failed(forecaster, first, source))?;
        let seconds = chose_seconds + began.elapsed().as_secs_f64();
        for at in origins {
            if !self.is_known(forecaster, at) {
                self.score(forecaster, &*fitted, at, if at == first { seconds } else { 0.0 })?;
            }
        }
        Ok(())
    }

    fn score(&self, forecaster: usize, fitted: &dyn Fitted, at: usize, fit_seconds: f64) -> Result<(), BackTestError> {
        let began = Instant::now();
        let past = self.history.before(self.test.origins[at]);
        let risk = fitted.risk(past, &self.task).map_err(|source| self.failed(forecaster, at, source))?;
        self.check_risk(forecaster, at, &risk)?;
        let truth = self.history.counts_in(self.test.horizon.window(past.origin(), past.zone()));
        let forecast = Forecast {
            forecaster: self.forecasters[forecaster].name(),
            at,
            past,
            risk: &risk,
            seconds: fit_seconds + began.elapsed().as_secs_f64(),
            truth: &truth,
            parameters: fitted.parameters(),
            is_default: forecaster == ceiling_of(self.forecasters),
        };
        let kept = self.kept.keep(&scored(forecast, self.test))?;
        self.lock()[forecaster * self.test.origins.len() + at] = Some(kept);
        Ok(self.progress.advance(1)?)
    }

    fn check_risk(&self, forecaster: usize, at: usize, risk: &[f64]) -> Result<(), BackTestError> {
        let (entries, cells) = (risk.len(), self.history.cells().len());
        if entries == cells && risk.iter().all(|risk| risk.is_finite() && *risk >= 0.0) {
            return Ok(());
        }
        let forecaster = self.forecasters[forecaster].name().to_owned();
        Err(BackTestError::Risk { forecaster, origin: self.test.origins[at], entries, cells })
    }

    fn failed(&self, forecaster: usize, at: usize, source: ForecastError) -> BackTestError {
        let forecaster = self.forecasters[forecaster].name().to_owned();
        BackTestError::Forecast { forecaster, origin: self.test.origins[at], source }
    }

    fn is_known(&self, forecaster: usize, at: usize) -> bool {
        self.lock()[forecaster * self.test.origins.len() + at].is_some()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<Option<OriginScores>>> {
        self.scores.lock().expect("nobody panics while holding it")
    }

    /// `[n_forecasters][n_origins]`
    fn into_scores(self) -> Vec<Vec<OriginScores>> {
        let all = self.scores.into_inner().expect("nobody panicked while holding it");
        let all: Vec<_> = all.into_iter().map(|scores| scores.expect("every job was worked off")).collect();
        all.chunks(self.test.origins.len()).map(<[_]>::to_vec).collect()
    }
}

/// Runs of origins that share a fit: it is made at the first, and kept while no more than `keeps_days` old.
fn fit_groups(origins: &[Date], keeps_days: u16) -> Vec<Range<usize>> {
    let mut groups: Vec<Range<usize>> = Vec::new();
    for (at, &origin) in origins.iter().enumerate() {
        let age_days = |group: &Range<usize>| (origin - origins[group.start]).get_days();
        match groups.last_mut().filter(|group| age_days(group) <= i32::from(keeps_days)) {
            Some(group) => group.end = at + 1,
            None => groups.push(at..at + 1),
        }
    }
    groups
}
