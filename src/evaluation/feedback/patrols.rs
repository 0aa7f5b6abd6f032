use rand::{Rng, RngExt};
use rand_distr::{Distribution, Poisson};
use serde::Serialize;

use crate::forecast::Provenances;
use crate::incident::Provenance;

/// Patrols between one forecast and the next: four a day for a week.
pub(super) const PATROLS_A_DAY: u32 = 4;
pub(super) const FORECAST_EVERY_DAYS: u32 = 7;
/// A patrol finds an incident with this chance, whichever area it is in.
pub(super) const FOUND_CHANCE: f64 = 0.5;
/// Incidents that the public reports, in each area.
pub(super) const REPORTED_A_DAY: f64 = 1.0;
/// Incidents on record in each area when patrols begin.
pub(super) const FIRST_INCIDENTS: f64 = 5.0;
pub(super) const WEEKS_A_YEAR: u32 = 52;

/// How incidents come to be known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Recorded {
    /// By patrols alone: the worst case, and the source's.
    FoundOnly,
    /// By patrols, and by calls that do not depend on them.
    FoundAndReported,
}

/// One history to be simulated.
#[derive(Clone, Copy, Debug)]
pub(super) struct World {
    pub areas: usize,
    pub weeks: u32,
    pub patrols_a_week: u32,
    pub recorded: Recorded,
    pub provenances: Provenances,
    /// Whether patrols go where the forecast says. Where they do not, each area is as likely as any: what is left is sampling noise.
    pub follow: bool,
}

impl World {
    /// The mean share of patrols that the forecast gives each area over the last year, which add up to 1.
    ///
    /// The forecast is a plain count of all incidents so far, each counting what `provenances` says; a patrol is sent to an area with the
    /// chance that is the area's share of it. The shares are those planned, not those drawn.
    pub fn shares(&self, rng: &mut impl Rng) -> Vec<f64> {
        let mut counted = vec![FIRST_INCIDENTS; self.areas];
        let mut planned = vec![0.0; self.areas];
        let scored = self.weeks.min(WEEKS_A_YEAR);
        for week in 0..self.weeks {
            let plan = shares_of(&counted);
            if week >= self.weeks - scored {
                planned.iter_mut().zip(&plan).for_each(|(sum, share)| *sum += share / f64::from(scored));
            }
            self.patrol(&plan, &mut counted, rng);
            self.report(&mut counted, rng);
        }
        planned
    }

    fn patrol(&self, plan: &[f64], counted: &mut [f64], rng: &mut impl Rng) {
        let evenly = vec![1.0 / self.areas as f64; self.areas];
        let chances = if self.follow { plan } else { &evenly };
        for _ in 0..self.patrols_a_week {
            let area = draw(chances, rng.random());
            if rng.random::<f64>() < FOUND_CHANCE {
                counted[area] += self.provenances.weight_given(Provenance::OfficerFound, Some(chances[area]));
            }
        }
    }

    fn report(&self, counted: &mut [f64], rng: &mut impl Rng) {
        if self.recorded == Recorded::FoundOnly {
            return;
        }
        let weekly = Poisson::new(REPORTED_A_DAY * f64::from(FORECAST_EVERY_DAYS)).expect("the rate is above 0");
        let weight = self.provenances.weight_given(Provenance::PublicReport, None);
        counted.iter_mut().for_each(|count| *count += weight * weekly.sample(rng));
    }
}

fn shares_of(counted: &[f64]) -> Vec<f64> {
    let all: f64 = counted.iter().sum();
    counted.iter().map(|count| count / all).collect()
}

/// The area in whose part of 0..1 `at` falls.
fn draw(chances: &[f64], at: f64) -> usize {
    let mut upto = 0.0;
    let inside = chances.iter().position(|chance| {
        upto += chance;
        at < upto
    });
    inside.unwrap_or(chances.len() - 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::{Progress, replica_rng};
    use crate::forecast::fixture::{ORIGIN, task, weighted_history};
    use crate::forecast::forecaster;

    fn world(provenances: Provenances) -> World {
        World { areas: 2, weeks: 520, patrols_a_week: 28, recorded: Recorded::FoundOnly, provenances, follow: true }
    }

    #[test]
    fn an_area_is_drawn_by_its_part() {
        assert_eq!([0.0, 0.19, 0.2, 0.69, 0.7, 0.999_999].map(|at| draw(&[0.2, 0.5, 0.3], at)), [0, 0, 1, 1, 2, 2]);
        assert_eq!(draw(&[0.5, 0.5 - 1e-12], 1.0 - 1e-13), 1, "rounding leaves nobody at home");
    }

    /// One patrol a forecast and every find counted is a Pólya urn with 5 balls of each colour: its share tends to Beta(5, 5), whose
    /// variance is 1 / 44 (Pemantle 2007, doi:10.1214/07-PS094, theorem 2.1).
    #[test]
    fn uncorrected_it_is_an_urn() {
        let urn = World { weeks: 4000, patrols_a_week: 1, ..world(Provenances::Count) };
        let runs = 2000;
        let shares: Vec<f64> = (0..runs).map(|run| urn.shares(&mut replica_rng(3, run))[0]).collect();
        let mean = shares.iter().sum::<f64>() / runs as f64;
        let variance = shares.iter().map(|share| (share - mean).powi(2)).sum::<f64>() / runs as f64;
        // Standard errors of 2,000 runs: 0.003 of the mean, 3 % of the variance; 2,000 finds are half a percent short of the limit.
        assert!((mean - 0.5).abs() < 0.012, "{mean}");
        assert!((variance * 44.0 - 1.0).abs() < 0.1, "{variance}");
    }

    #[test]
    fn corrected_every_area_gains_the_same_whatever_the_plan() {
        let (plan, mut counted) = ([0.85, 0.1, 0.05], [0.0; 3]);
        let world = World { areas: 3, patrols_a_week: 300_000, ..world(Provenances::CORRECTED) };
        world.patrol(&plan, &mut counted, &mut replica_rng(8, 0));
        let mean = counted.iter().sum::<f64>() / 3.0;
        assert!(counted.iter().all(|count| (count / mean - 1.0).abs() < 0.04), "{counted:?}");
    }

    /// The shares simulated are those of the forecaster `count-all` on a history whose incidents have the weights that production gives.
    #[test]
    fn the_plan_is_what_the_forecaster_says() {
        let found = [(0, 0.4), (0, 0.4), (1, 0.6), (0, 0.3)];
        let mut counted = vec![FIRST_INCIDENTS; 2];
        let first = (0..10_u32).map(|i| (i % 2, -90.0 - f64::from(i), 1.0));
        let weight = |chance: f64| Provenances::CORRECTED.weight_given(Provenance::OfficerFound, Some(chance));
        found.iter().for_each(|&(area, chance)| counted[area as usize] += weight(chance));
        let later = found.iter().enumerate().map(|(day, &(area, chance))| (area, -80.0 + day as f64, weight(chance)));
        let history = weighted_history(2, &first.chain(later).collect::<Vec<_>>(), 100);
        let past = history.before(ORIGIN);
        let fitted = forecaster("count-all").unwrap().fit(past, &task(), &Progress::new()).unwrap();
        let risk = fitted.risk(past, &task()).unwrap();
        for (share, planned) in shares_of(&risk).iter().zip(shares_of(&counted)) {
            assert!((share - planned).abs() < 1e-12, "{share} {planned}");
        }
    }
}
