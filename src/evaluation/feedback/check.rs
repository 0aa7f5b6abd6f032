use rayon::prelude::*;
use serde::Serialize;

use super::parameters::CheckedFeedback;
use super::patrols::{
    FIRST_INCIDENTS, FORECAST_EVERY_DAYS, FOUND_CHANCE, PATROLS_A_DAY, REPORTED_A_DAY, Recorded, WEEKS_A_YEAR, World,
};
use crate::analysis::{Cancelled, Progress, replica_rng};
use crate::forecast::Provenances;

/// A share that differs from an equal one by more than this has left it.
const TOLERANCE_FRACTION: f64 = 0.02;
/// The part of the runs that may leave it by chance.
const MOST_OUTSIDE_FRACTION: f64 = 0.01;

/// Each treatment of what patrols find, over all runs.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FeedbackReport {
    pub runs: u32,
    pub years: u16,
    pub areas: u16,
    pub seed: u64,
    pub patrols_a_day: u32,
    pub forecast_every_days: u32,
    pub found_chance: f64,
    pub reported_a_day: f64,
    pub first_incidents: f64,
    /// What an equal share is, and how far a run may be from it.
    pub equal_fraction: f64,
    pub tolerance_fraction: f64,
    pub most_outside_fraction: f64,
    pub treatments: Vec<TreatmentReport>,
    /// Whether every treatment that is held to it stayed within the tolerance in enough runs.
    pub passed: bool,
}

/// One treatment, over all runs.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TreatmentReport {
    pub recorded: Recorded,
    /// `count`, `leave-out`, `weight:0.5` or `corrected:0.02`.
    pub provenances: String,
    /// False: patrols go anywhere alike, and what differs from an equal share is sampling noise.
    pub patrols_follow: bool,
    /// The shares of the first area, which is like any other.
    pub first_area: ShareQuantiles,
    /// The shares of the area that had the largest in its run.
    pub largest: ShareQuantiles,
    /// The mean share of every area.
    pub mean_fractions: Vec<f64>,
    /// Runs in which some area left an equal share by more than the tolerance.
    pub runs_outside: u32,
    pub outside_fraction: f64,
    /// Whether the check fails when too many runs are outside.
    pub is_held: bool,
}

/// Shares of patrols over the last year, between runs.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct ShareQuantiles {
    pub p05: f64,
    pub median: f64,
    pub p95: f64,
}

/// What patrols find, how it is treated, whether patrols follow, whether the check depends on it.
const TREATMENTS: [(Recorded, Provenances, bool, bool); 8] = [
    (Recorded::FoundOnly, Provenances::Count, true, false),
    (Recorded::FoundOnly, Provenances::Weight(0.5), true, false),
    (Recorded::FoundOnly, Provenances::CORRECTED, true, true),
    (Recorded::FoundOnly, Provenances::Count, false, false),
    (Recorded::FoundAndReported, Provenances::Count, true, false),
    (Recorded::FoundAndReported, Provenances::Weight(0.5), true, false),
    (Recorded::FoundAndReported, Provenances::CORRECTED, true, true),
    (Recorded::FoundAndReported, Provenances::LeaveOut, true, true),
];

/// Simulates every treatment, the same random numbers for each: the same bits for any number of threads.
///
/// Cost: runs × years × 1,456 patrols for each of eight treatments; 1,000 runs of ten years take a few seconds.
pub fn feedback_check(parameters: &CheckedFeedback, progress: &Progress) -> Result<FeedbackReport, Cancelled> {
    let parameters = parameters.get();
    progress.begin(u64::from(parameters.runs) * TREATMENTS.len() as u64);
    let mut treatments = Vec::with_capacity(TREATMENTS.len());
    for (recorded, provenances, follow, is_held) in TREATMENTS {
        let world = World {
            areas: usize::from(parameters.areas),
            weeks: u32::from(parameters.years) * WEEKS_A_YEAR,
            patrols_a_week: PATROLS_A_DAY * FORECAST_EVERY_DAYS,
            recorded,
            provenances,
            follow,
        };
        let one = |run: u32| {
            let shares = world.shares(&mut replica_rng(parameters.seed, u64::from(run)));
            progress.advance(1).map(|()| shares)
        };
        let runs = (0..parameters.runs).into_par_iter().map(one).collect::<Result<Vec<_>, _>>()?;
        treatments.push(summed_up(&world, &runs, is_held));
    }
    let passed = treatments.iter().all(|found| !found.is_held || found.outside_fraction <= MOST_OUTSIDE_FRACTION);
    Ok(FeedbackReport {
        runs: parameters.runs,
        years: parameters.years,
        areas: parameters.areas,
        seed: parameters.seed,
        patrols_a_day: PATROLS_A_DAY,
        forecast_every_days: FORECAST_EVERY_DAYS,
        found_chance: FOUND_CHANCE,
        reported_a_day: REPORTED_A_DAY,
        first_incidents: FIRST_INCIDENTS,
        equal_fraction: 1.0 / f64::from(parameters.areas),
        tolerance_fraction: TOLERANCE_FRACTION,
        most_outside_fraction: MOST_OUTSIDE_FRACTION,
        treatments,
        passed,
    })
}

fn summed_up(world: &World, runs: &[Vec<f64>], is_held: bool) -> TreatmentReport {
    let equal = 1.0 / world.areas as f64;
    let is_outside = |shares: &&Vec<f64>| shares.iter().any(|share| (share - equal).abs() > TOLERANCE_FRACTION);
    let runs_outside = runs.iter().filter(is_outside).count();
    let largest = |shares: &Vec<f64>| shares.iter().copied().fold(0.0, f64::max);
    let mean = |area: usize| runs.iter().map(|shares| shares[area]).sum::<f64>() / runs.len() as f64;
    TreatmentReport {
        recorded: world.recorded,
        provenances: world.provenances.to_string(),
        patrols_follow: world.follow,
        first_area: quantiles(runs.iter().map(|shares| shares[0]).collect()),
        largest: quantiles(runs.iter().map(largest).collect()),
        mean_fractions: (0..world.areas).map(mean).collect(),
        runs_outside: runs_outside as u32,
        outside_fraction: runs_outside as f64 / runs.len() as f64,
        is_held,
    }
}

/// Nearest ranks.
fn quantiles(mut shares: Vec<f64>) -> ShareQuantiles {
    shares.sort_by(f64::total_cmp);
    let at = |fraction: f64| shares[((fraction * shares.len() as f64) as usize).min(shares.len() - 1)];
    ShareQuantiles { p05: at(0.05), median: at(0.5), p95: at(0.95) }
}

#[cfg(test)]
mod tests {
    use super::super::parameters::{FeedbackError, FeedbackParameters};
    use super::*;

    fn check(parameters: FeedbackParameters) -> FeedbackReport {
        feedback_check(&parameters.check().unwrap(), &Progress::new()).unwrap()
    }

    #[test]
    fn uncorrected_runs_away_and_corrected_does_not() {
        let report = check(FeedbackParameters { runs: 100, ..FeedbackParameters::default() });
        let outside = |at: usize| report.treatments[at].outside_fraction;
        assert!(outside(0) > 0.7 && outside(1) > 0.7, "found only, counted or at half: {report:?}");
        assert!(outside(4) > outside(7), "reports alone hold an area back: {report:?}");
        assert!(report.passed && [2, 6, 7].into_iter().all(|at| outside(at) <= 0.01), "{report:?}");
        let means = report.treatments.iter().flat_map(|treatment| &treatment.mean_fractions);
        assert!(means.clone().all(|mean| (mean - 0.5).abs() < 0.06), "no area is preferred over all runs");
    }

    #[test]
    fn any_number_of_threads_gives_the_same_report() {
        let parameters = FeedbackParameters { runs: 12, years: 1, areas: 3, seed: 9 };
        let with = |threads: usize| {
            rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap().install(|| check(parameters))
        };
        assert!(with(1) == with(2) && with(1) == with(8));
    }

    #[test]
    fn quantiles_by_hand() {
        let found = quantiles((0..100).rev().map(|share| f64::from(share) / 100.0).collect());
        assert_eq!((found.p05, found.median, found.p95), (0.05, 0.5, 0.95));
        assert_eq!(quantiles(vec![0.4]).p95, 0.4);
    }

    #[test]
    fn what_cannot_be_simulated_is_refused() {
        let usual = FeedbackParameters::default();
        assert_eq!(FeedbackParameters { runs: 0, ..usual }.check(), Err(FeedbackError::Runs(0)));
        assert_eq!(FeedbackParameters { years: 0, ..usual }.check(), Err(FeedbackError::Years(0)));
        assert_eq!(FeedbackParameters { areas: 1, ..usual }.check(), Err(FeedbackError::Areas(1)));
    }
}
