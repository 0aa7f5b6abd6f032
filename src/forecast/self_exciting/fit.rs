use super::em::{Excitation, Observed, most_likely};
use super::pairs::{Pairs, Reach};
use super::spread::Gaussian;
use super::waiting::Spans;
use crate::analysis::{Cancelled, Progress};
use crate::space::Planar;

/// A self-exciting process with an even background.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SelfExcitingFit {
    /// Incidents of the background, of all.
    pub background: f64,
    /// Incidents that one triggers directly, on average.
    pub branching: f64,
    /// Of the exponential waiting time between an incident and one that it triggers; 1 / mean where nothing is cut.
    pub rate_per_day: f64,
    /// Standard deviation of the Gaussian, on each axis.
    pub sd_m: f64,
    pub log_likelihood: f64,
    pub converged: bool,
}

/// Where expectation and maximisation sets out: a third triggered, within a quarter of the reach.
pub(super) const START_BRANCHING: f64 = 0.3;
pub(super) const START_FRACTION: f64 = 0.25;

/// Fits λ(t, x) = B / (|A| T) + Σ κ g(t − tᵢ) f(x − xᵢ) over earlier incidents within reach, by maximum likelihood: g exponential and f
/// Gaussian, both cut at the reach and scaled to 1.
///
/// - `at` in metres on a flat map, `day` days from the beginning of the data, ascending, `days` their length, `area_m2` the ground.
/// - Returns B = `background`, κ = `branching`, and the two kernels' parameters; a branching of 0 where nothing is triggered.
/// - Pairs at the same instant do not trigger each other. What would be triggered outside the ground is not corrected for.
/// - Cost: the pairs within reach, a few dozen times. The same bits for any number of threads.
///
/// Source: Mohler et al. (2011), doi:10.1198/jasa.2011.ap09546, with the kernels of surveillance's `twinstim` (Meyer, Elias and Höhle
/// 2012, doi:10.1111/j.1541-0420.2011.01684.x), and expectation and maximisation after Veen and Schoenberg (2008).
pub fn fit_self_exciting(
    at: &[Planar],
    day: &[f64],
    days: f64,
    area_m2: f64,
    reach: Reach,
    progress: &Progress,
) -> Result<SelfExcitingFit, Cancelled> {
    let pairs = Pairs::within(at, day, reach);
    let shape = vec![1.0 / (area_m2 * days); at.len()];
    let spans = Spans::new(reach.days, day.iter().map(|day| days - day));
    let observed = Observed { pairs: &pairs, shape: &shape, spans: &spans, reach_days: reach.days };
    let start = Excitation {
        branching: START_BRANCHING,
        rate_per_day: 1.0 / (START_FRACTION * reach.days),
        spread: Gaussian::new(START_FRACTION * reach.space.0, reach.space.0, 0.0),
    };
    let found = most_likely(&observed, start, progress)?;
    Ok(SelfExcitingFit {
        background: found.background,
        branching: found.excitation.branching,
        rate_per_day: found.excitation.rate_per_day,
        sd_m: found.excitation.spread.sd_m(),
        log_likelihood: found.log_likelihood,
        converged: found.converged,
    })
}

#[cfg(test)]
mod tests {
    use rand::RngExt;
    use rand_distr::{Distribution, Exp, Normal, Poisson};

    use super::*;
    use crate::analysis::replica_rng;
    use crate::space::Metres;

    const REACH: Reach = Reach { days: 28.0, space: Metres(500.0) };

    /// The process itself, by generations: background over `days` and a square of `side_m`, then what each triggers.
    fn simulate(
        seed: u64,
        background: f64,
        branching: f64,
        rate: f64,
        sd_m: f64,
        days: f64,
        side_m: f64,
    ) -> (Vec<Planar>, Vec<f64>) {
        let mut rng = replica_rng(seed, 0);
        let n = Poisson::new(background).unwrap().sample(&mut rng) as usize;
        let mut all: Vec<(f64, Planar)> = (0..n)
            .map(|_| {
                let at = Planar { x: side_m * rng.random::<f64>(), y: side_m * rng.random::<f64>() };
                (days * rng.random::<f64>(), at)
            })
            .collect();
        let (wait, step) = (Exp::new(rate).unwrap(), Normal::new(0.0, sd_m).unwrap());
        let mut next = 0;
        while next < all.len() {
            let (day, at) = all[next];
            next += 1;
            for _ in 0..Poisson::new(branching).unwrap().sample(&mut rng) as usize {
                let day = day + wait.sample(&mut rng);
                let at = Planar { x: at.x + step.sample(&mut rng), y: at.y + step.sample(&mut rng) };
                if day < days {
                    all.push((day, at));
                }
            }
        }
        all.sort_by(|a, b| a.0.total_cmp(&b.0));
        all.into_iter().map(|(day, at)| (at, day)).unzip()
    }

    #[test]
    fn what_was_simulated_is_recovered() {
        let (at, day) = simulate(7, 3000.0, 0.4, 0.25, 90.0, 500.0, 30_000.0);
        let fit = fit_self_exciting(&at, &day, 500.0, 9e8, REACH, &Progress::new()).unwrap();
        // Standard errors with 2,000 triggered incidents are about 2 % each.
        assert!(fit.converged, "{fit:?}");
        assert!((fit.branching / 0.4 - 1.0).abs() < 0.08, "{fit:?}");
        assert!((fit.rate_per_day / 0.25 - 1.0).abs() < 0.08, "{fit:?}");
        assert!((fit.sd_m / 90.0 - 1.0).abs() < 0.05, "{fit:?}");
        assert!((fit.background / 3000.0 - 1.0).abs() < 0.06, "{fit:?}");
        let watched = fit.background + fit.branching * at.len() as f64;
        assert!((watched / at.len() as f64 - 1.0).abs() < 0.02, "what is triggered after the end is not among them");
    }

    #[test]
    fn a_process_that_triggers_nothing_has_next_to_no_branching() {
        let (at, day) = simulate(3, 3000.0, 1e-9, 1.0, 50.0, 500.0, 20_000.0);
        let fit = fit_self_exciting(&at, &day, 500.0, 4e8, REACH, &Progress::new()).unwrap();
        assert!(fit.branching < 0.02, "{fit:?}");
    }

    #[test]
    fn the_same_bits_for_any_number_of_threads() {
        let (at, day) = simulate(9, 800.0, 0.4, 0.25, 90.0, 300.0, 10_000.0);
        let with = |threads: usize| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| fit_self_exciting(&at, &day, 300.0, 1e8, REACH, &Progress::new()))
        };
        assert!(with(1) == with(2) && with(1) == with(8));
    }

    #[test]
    fn a_unit_of_length_changes_nothing_but_the_spread() {
        let (at, day) = simulate(11, 500.0, 0.4, 0.25, 90.0, 300.0, 8000.0);
        let fit = |scale: f64| {
            let at: Vec<_> = at.iter().map(|at| Planar { x: scale * at.x, y: scale * at.y }).collect();
            let reach = Reach { days: 28.0, space: Metres(500.0 * scale) };
            fit_self_exciting(&at, &day, 300.0, 6.4e7 * scale * scale, reach, &Progress::new()).unwrap()
        };
        let (metres, twice) = (fit(1.0), fit(2.0));
        assert!((twice.sd_m / metres.sd_m - 2.0).abs() < 1e-4);
        assert!((twice.branching / metres.branching - 1.0).abs() < 1e-4);
    }

    #[test]
    fn no_incidents_and_one() {
        let none = fit_self_exciting(&[], &[], 10.0, 1e6, REACH, &Progress::new()).unwrap();
        assert_eq!((none.background, none.branching), (0.0, 0.0));
        let one = fit_self_exciting(&[Planar { x: 1.0, y: 1.0 }], &[3.0], 10.0, 1e6, REACH, &Progress::new()).unwrap();
        assert_eq!((one.background, one.branching), (1.0, 0.0));
    }
}
