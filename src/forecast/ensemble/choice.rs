use jiff::civil::Date;

use super::blend::{Blend, Said};
use super::fit::Members;
use crate::analysis::Progress;
use crate::forecast::choice::{covering_cells, top_cells};
use crate::forecast::error::ForecastError;
use crate::forecast::features::{Example, truth};
use crate::forecast::forecaster::{Forecaster, Task};
use crate::forecast::mixture::{EARLIER_ORIGINS, most_likely_weights};
use crate::forecast::past::Past;

/// Fewer origins than these, held back or fitted on, say nothing.
const LEAST_ORIGINS: usize = 4;

const MOST_HELD_BACK: usize = 40;

/// Cells times origins held back: on large grids few origins hold enough incidents.
const MOST_CELLS_HELD_BACK: usize = 2_000_000;

/// Steps from equal weights; members are alike, so that many steps would follow chance.
const STEPS: usize = 30;

/// Captures are compared at half the coverage, at it, and at twice it: a single cut holds few incidents.
const COVERAGES: [f64; 3] = [0.5, 1.0, 2.0];

/// How much the plain count may say instead of what likelihood gave it.
const PLAIN: [f64; 4] = [0.0, 0.25, 0.5, 1.0];

/// Standard errors by which another blend must capture more than the most likely one.
const SURELY: f64 = 2.0;

/// What was said and what came at an origin held back.
struct Trial {
    said: Said,
    happened: Vec<(usize, f64)>,
}

/// How much each member should say: the weights that are most likely for the origins held back, unless another blend surely captures
/// more there.
///
/// The last third of the earlier origins is held back (4 to 40 of them) and members are fitted on those before. Weights by EM as for the
/// mixture; then blends in which the plain count says 0, 1/4, 1/2 or all are tried by what they capture at half the task's coverage, at
/// it and at twice it, relative to the most likely blend, and the best is taken if its mean over origins is more than two standard errors
/// above. With too few earlier origins: the mixture.
///
/// `plain` is the decayed count, its half-life not yet chosen: here it is chosen without what is held back.
pub(super) fn choose_blend(
    past: Past<'_>,
    task: &Task,
    plain: &dyn Forecaster,
    progress: &Progress,
) -> Result<Blend, ForecastError> {
    let origins = past.earlier_origins(task.horizon, EARLIER_ORIGINS);
    let affordable = MOST_CELLS_HELD_BACK / past.cells().len().max(1);
    let held_back = (origins.len() / 3).min(MOST_HELD_BACK).min(affordable.max(LEAST_ORIGINS));
    if held_back < LEAST_ORIGINS {
        return Ok(Blend::UNTRIED);
    }
    let (fitted_on, held_back) = origins.split_at(origins.len() - held_back);
    let before = past.at(held_back[0]);
    let plain = plain.choose(before, task, progress)?;
    let members = Members::fit(before, task, plain.as_ref(), usable(past, task, fitted_on, held_back[0]), progress)?;
    let pasts: Vec<Past<'_>> = held_back.iter().map(|origin| past.at(*origin)).collect();
    let said = members.say_at(&pasts, task)?;
    progress.check()?;
    let happened = held_back.iter().map(|origin| truth(past, *origin, task));
    let trials: Vec<Trial> = said.into_iter().zip(happened).map(|(said, happened)| Trial { said, happened }).collect();
    let likely = most_likely(&trials);
    let n = covering_cells(past, task.coverage_fraction) as f64;
    let sizes = COVERAGES.map(|times| ((n * times).round() as usize).max(1));
    Ok(surely_more_capturing(likely, &trials, sizes))
}

/// Those of `origins` whose horizon was over by `first_held_back`.
fn usable<'a>(past: Past<'_>, task: &Task, origins: &'a [Date], first_held_back: Date) -> &'a [Date] {
    let end_s = past.at(first_held_back).origin_s();
    let usable = origins.partition_point(|origin| task.horizon.window(*origin, past.zone()).end() <= end_s);
    &origins[..usable]
}

fn most_likely(trials: &[Trial]) -> Blend {
    let example = |trial: &Trial| {
        let Said { mixture, boosting, plain } = &trial.said;
        let row = |(cell, _): &(usize, f64)| [mixture[*cell], boosting[*cell], plain[*cell]].map(|risk| risk as f32);
        Example {
            counts: trial.happened.iter().map(|(_, count)| *count).collect(),
            rows: trial.happened.iter().flat_map(row).collect(),
            sums: [mixture, boosting, plain].iter().map(|risk| risk.iter().sum()).collect(),
        }
    };
    let weights = most_likely_weights(&trials.iter().map(example).collect::<Vec<_>>(), 3, STEPS);
    Blend::of([weights[0], weights[1], weights[2]])
}

fn surely_more_capturing(likely: Blend, trials: &[Trial], sizes: [usize; 3]) -> Blend {
    let captured =
        |blend: Blend| -> Vec<[f64; 3]> { trials.iter().map(|trial| captures(blend, trial, sizes)).collect() };
    let reference = captured(likely);
    let means =
        [0, 1, 2].map(|size: usize| reference.iter().map(|captures| captures[size]).sum::<f64>() / trials.len() as f64);
    let mut best = (0.0, likely);
    for blend in PLAIN.map(|plain| likely.with_plain(plain)) {
        let gains = captured(blend).into_iter().zip(&reference).map(|(ours, theirs)| {
            let relative =
                |size: usize| if means[size] > 0.0 { (ours[size] - theirs[size]) / means[size] } else { 0.0 };
            (0..sizes.len()).map(relative).sum::<f64>() / sizes.len() as f64
        });
        let gains: Vec<f64> = gains.collect();
        let n = gains.len() as f64;
        let mean = gains.iter().sum::<f64>() / n;
        let variance = gains.iter().map(|gain| (gain - mean).powi(2)).sum::<f64>() / (n - 1.0);
        if mean > SURELY * (variance / n).sqrt() && mean > best.0 {
            best = (mean, blend);
        }
    }
    best.1
}

fn captures(blend: Blend, trial: &Trial, sizes: [usize; 3]) -> [f64; 3] {
    let risk = blend.risk(&trial.said);
    let mut counts = vec![0.0; risk.len()];
    trial.happened.iter().for_each(|(cell, count)| counts[*cell] = *count);
    let order = top_cells(&risk, &trial.said.plain, sizes[sizes.len() - 1]);
    sizes.map(|size| order.iter().take(size).map(|&cell| counts[cell]).sum())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Forty origins on ten cells where cell 0 has one each time, unless the count's cell 9 does.
    fn trials(right: impl Fn(usize) -> bool) -> Vec<Trial> {
        let at = |cell: usize| (0..10).map(|i| if i == cell { 0.9 } else { 0.01 }).collect::<Vec<f64>>();
        let trial = |number| Trial {
            said: Said { mixture: at(0), boosting: at(0), plain: at(9) },
            happened: vec![(if right(number) { 0 } else { 9 }, 1.0)],
        };
        (0..40).map(trial).collect()
    }

    #[test]
    fn likelihood_goes_to_whoever_was_right() {
        let blend = most_likely(&trials(|number| number % 4 != 0));
        assert!((blend.plain - 0.25).abs() < 0.05, "{blend:?}");
        assert!((blend.mixture - blend.boosting).abs() < 1e-9, "alike members share");
        assert!((blend.mixture + blend.boosting + blend.plain - 1.0).abs() < 1e-12);
    }

    #[test]
    fn another_blend_is_taken_only_where_it_surely_captures_more() {
        let likely = Blend { mixture: 0.4, boosting: 0.4, plain: 0.2 };
        let even = surely_more_capturing(likely, &trials(|number| number % 2 == 0), [1, 1, 1]);
        assert_eq!(even, likely);
        let plain = surely_more_capturing(likely, &trials(|number| number % 10 == 0), [1, 1, 1]);
        assert!(plain.plain > 0.4, "{plain:?}");
    }

    #[test]
    fn nothing_held_back_says_the_mixture() {
        assert_eq!(most_likely(&[]), Blend::UNTRIED);
        let quiet =
            trials(|_| true).into_iter().map(|trial| Trial { happened: Vec::new(), ..trial }).collect::<Vec<_>>();
        assert_eq!(surely_more_capturing(Blend::UNTRIED, &quiet, [1, 1, 2]), Blend::UNTRIED);
    }
}
