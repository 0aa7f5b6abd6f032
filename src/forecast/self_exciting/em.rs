use rayon::prelude::*;

use super::pairs::Pairs;
use super::spread::Spread;
use super::waiting::Spans;
use crate::analysis::{Cancelled, Progress};

/// Incidents whose shares one thread sums: the sums are then added in their order.
const EVENTS_AT_ONCE: usize = 1024;
/// Parameters, on their free scales, that move less than this between steps have arrived.
const ARRIVED: f64 = 1e-7;
const MOST_STEPS: u32 = 400;
/// Fewer triggered incidents for each one than this are none.
const LEAST_BRANCHING: f64 = 1e-5;
/// A step is lengthened up to this many times.
const LONGEST_STEP: f64 = 64.0;

/// What incidents trigger: how many, how fast, how far.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Excitation<S> {
    /// Incidents that one triggers directly, on average.
    pub branching: f64,
    /// Of the exponential waiting time.
    pub rate_per_day: f64,
    pub spread: S,
}

/// What the data are: pairs, where and when the background is expected, how long each incident was watched.
#[derive(Clone, Copy, Debug)]
pub(super) struct Observed<'a> {
    pub pairs: &'a Pairs,
    /// The background's density in space and time at each incident: it integrates to 1 over the ground and the days.
    pub shape: &'a [f64],
    pub spans: &'a Spans,
    pub reach_days: f64,
}

/// What was found.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Found<S> {
    pub excitation: Excitation<S>,
    /// Incidents of the background.
    pub background: f64,
    pub log_likelihood: f64,
    pub converged: bool,
}

#[derive(Clone, Copy, Debug, Default)]
struct Sums {
    triggered: f64,
    days: f64,
    statistic: f64,
    log_likelihood: f64,
}

type Free = [f64; 3];

impl<S: Spread> Excitation<S> {
    /// Of the waiting time, cut at `reach_days`.
    pub fn waiting(&self, days: f64, reach_days: f64) -> f64 {
        self.rate_per_day * (-self.rate_per_day * days).exp() / -(-self.rate_per_day * reach_days).exp_m1()
    }

    fn free(&self) -> Free {
        [self.branching.ln(), self.rate_per_day.ln(), self.spread.free()]
    }

    fn with_free(&self, [branching, rate, spread]: Free) -> Self {
        Self { branching: branching.exp(), rate_per_day: rate.exp(), spread: self.spread.with_free(spread) }
    }
}

impl Observed<'_> {
    fn n(&self) -> f64 {
        self.shape.len() as f64
    }

    /// Incidents of the background under an excitation: all that is not triggered within sight.
    fn background<S: Spread>(&self, excitation: &Excitation<S>) -> f64 {
        (self.n() - excitation.branching * self.spans.watched(excitation.rate_per_day)).max(1e-3 * self.n())
    }

    /// Which share of each incident belongs to the background, 0..=1.
    pub fn background_fractions<S: Spread>(&self, excitation: &Excitation<S>) -> Vec<f64> {
        let background = self.background(excitation);
        let peak = excitation.branching * excitation.waiting(0.0, self.reach_days);
        let fraction = |event: usize| {
            let own = background * self.shape[event];
            let triggered: f64 = self.pairs.of(event).map(|pair| self.weight(excitation, peak, pair)).sum();
            if own > 0.0 { own / (own + triggered) } else { 0.0 }
        };
        (0..self.shape.len()).into_par_iter().with_min_len(256).map(fraction).collect()
    }

    #[inline]
    fn weight<S: Spread>(&self, excitation: &Excitation<S>, peak: f64, pair: usize) -> f64 {
        let apart = self.pairs.apart[pair];
        let exponent = excitation.rate_per_day * self.pairs.days[pair] + excitation.spread.exponent(apart);
        peak * excitation.spread.factor(apart) * (-exponent).exp()
    }

    /// Shares every incident out, and sums what the parameters follow from.
    fn expectation<S: Spread>(&self, excitation: &Excitation<S>) -> Sums {
        let background = self.background(excitation);
        let peak = excitation.branching * excitation.waiting(0.0, self.reach_days);
        let tasks = self.shape.len().div_ceil(EVENTS_AT_ONCE);
        let sums = (0..tasks).into_par_iter().map(|task| {
            let mut sums = Sums::default();
            for event in task * EVENTS_AT_ONCE..self.shape.len().min((task + 1) * EVENTS_AT_ONCE) {
                self.share_out(event, background * self.shape[event], excitation, peak, &mut sums);
            }
            sums
        });
        let sums: Vec<Sums> = sums.collect();
        sums.into_iter().fold(Sums::default(), |all, sums| Sums {
            triggered: all.triggered + sums.triggered,
            days: all.days + sums.days,
            statistic: all.statistic + sums.statistic,
            log_likelihood: all.log_likelihood + sums.log_likelihood,
        })
    }

    fn share_out<S: Spread>(&self, event: usize, own: f64, excitation: &Excitation<S>, peak: f64, sums: &mut Sums) {
        let (mut triggered, mut days, mut statistic) = (0.0, 0.0, 0.0);
        for pair in self.pairs.of(event) {
            let weight = self.weight(excitation, peak, pair);
            triggered += weight;
            days += weight * self.pairs.days[pair];
            statistic += weight * S::statistic(self.pairs.apart[pair]);
        }
        let all = own + triggered;
        if all > 0.0 {
            sums.triggered += triggered / all;
            sums.days += days / all;
            sums.statistic += statistic / all;
            sums.log_likelihood += all.ln();
        }
    }

    /// One step of expectation and maximisation, and the log-likelihood of where it set out.
    fn step<S: Spread>(&self, from: &Excitation<S>) -> (Excitation<S>, f64) {
        let sums = self.expectation(from);
        // Background and triggered incidents add up to all there are: the integral of the intensity is their number.
        let log_likelihood = sums.log_likelihood - self.n();
        if sums.triggered <= LEAST_BRANCHING {
            return (Excitation { branching: 0.1 * LEAST_BRANCHING, ..*from }, log_likelihood);
        }
        let rate_per_day = self.spans.rate_of_mean(sums.days / sums.triggered);
        let next = Excitation {
            branching: sums.triggered / self.spans.watched(rate_per_day),
            rate_per_day,
            spread: from.spread.fitted(sums.statistic / sums.triggered),
        };
        (next, log_likelihood)
    }
}

/// The most likely excitation by expectation and maximisation from `start`, each two steps lengthened to where they lead.
///
/// The steps are lengthened as Varadhan and Roland (2008, doi:10.1111/j.1467-9469.2007.00585.x, scheme S3) do, and a lengthened step that
/// loses likelihood is not taken. The end of the data is corrected for (an incident of yesterday has had no time to trigger); the edge of
/// the ground is not. Cost: a pass over the pairs a step, tens of steps.
pub(super) fn most_likely<S: Spread>(
    observed: &Observed<'_>,
    start: Excitation<S>,
    progress: &Progress,
) -> Result<Found<S>, Cancelled> {
    let (mut at, mut steps, mut converged) = (start, 0, false);
    let mut known: Option<(Excitation<S>, f64)> = None;
    while steps < MOST_STEPS && !converged {
        progress.check()?;
        let (first, before) = known.take().unwrap_or_else(|| observed.step(&at));
        if first.branching < LEAST_BRANCHING {
            return Ok(nothing_triggered(observed, first));
        }
        let (second, likelihood) = observed.step(&first);
        steps += 2;
        converged = farthest(&at.free(), &first.free()) < ARRIVED;
        let lengthened = at.with_free(lengthen(at.free(), first.free(), second.free()));
        let step = observed.step(&lengthened);
        let is_better = step.1.is_finite() && step.1 >= likelihood.max(before);
        (at, known) = if is_better { (lengthened, Some(step)) } else { (second, None) };
    }
    let (_, log_likelihood) = observed.step(&at);
    Ok(Found { excitation: at, background: observed.background(&at), log_likelihood, converged })
}

fn nothing_triggered<S: Spread>(observed: &Observed<'_>, at: Excitation<S>) -> Found<S> {
    let excitation = Excitation { branching: 0.0, ..at };
    let log_likelihood = observed.expectation(&excitation).log_likelihood - observed.n();
    Found { excitation, background: observed.n(), log_likelihood, converged: true }
}

fn farthest(a: &Free, b: &Free) -> f64 {
    a.iter().zip(b).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max)
}

fn lengthen(from: Free, first: Free, second: Free) -> Free {
    let step: Free = std::array::from_fn(|i| first[i] - from[i]);
    let bend: Free = std::array::from_fn(|i| second[i] - first[i] - step[i]);
    let length = |vector: &Free| vector.iter().map(|value| value * value).sum::<f64>().sqrt();
    let times = if length(&bend) > 0.0 { (length(&step) / length(&bend)).clamp(1.0, LONGEST_STEP) } else { 1.0 };
    std::array::from_fn(|i| from[i] + 2.0 * times * step[i] + times * times * bend[i])
}
