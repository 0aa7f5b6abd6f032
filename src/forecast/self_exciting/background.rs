use super::em::{Excitation, Found, Observed, most_likely};
use super::fit::{START_BRANCHING, START_FRACTION};
use super::pairs::Pairs;
use super::setting::{Process, REACH};
use super::timed::{Timed, is_timed};
use super::waiting::Spans;
use crate::analysis::{Cancelled, Progress};
use crate::forecast::past::Past;

/// The background's shape and what is triggered depend on each other: they are found in turn, so many times.
const ROUNDS: usize = 6;
/// With what is triggered known, the shape settles sooner.
const ROUNDS_AGAIN: usize = 2;
/// Fewer pairs than this say nothing of what is triggered.
const LEAST_PAIRS: usize = 50;

/// A past that can be taken apart into background and triggered.
struct Taken {
    timed: Timed,
    pairs: Pairs,
    spans: Spans,
}

/// What was found for a past, with a background that is found along with it.
pub(super) fn fit<P: Process>(past: Past<'_>, scale: f64, progress: &Progress) -> Result<Found<P::Spread>, Cancelled> {
    let taken = Taken::new::<P>(past);
    let n = taken.timed.len();
    let mut excitation = Excitation {
        branching: START_BRANCHING,
        rate_per_day: 1.0 / (START_FRACTION * REACH.days),
        spread: P::start(scale),
    };
    if taken.pairs.len() < LEAST_PAIRS {
        excitation.branching = 0.0;
        return Ok(Found { excitation, background: n as f64, log_likelihood: 0.0, converged: true });
    }
    let mut fractions = vec![1.0 - START_BRANCHING; n];
    let mut found = None;
    for _ in 0..ROUNDS {
        let shape = P::shape(past, &taken.timed, &fractions, scale);
        let observed = taken.observed(&shape);
        let round = most_likely(&observed, excitation, progress)?;
        fractions = observed.background_fractions(&round.excitation);
        // From where nothing is triggered there is no way back.
        excitation = Excitation { branching: round.excitation.branching.max(1e-3), ..round.excitation };
        found = Some(round);
    }
    Ok(found.expect("there is more than one round"))
}

/// Which part of every event of a past belongs to the background, 0..=1, by what was found before.
///
/// Those older than a fit sees are given the mean; those that can neither trigger nor be triggered are the background's.
pub(super) fn background_fractions<P: Process>(
    past: Past<'_>,
    excitation: &Excitation<P::Spread>,
    scale: f64,
) -> Vec<f64> {
    let events = past.events();
    let mean = (1.0 - excitation.branching).max(0.0);
    let usual = |event: usize| if is_timed(past, event) { mean } else { 1.0 };
    let mut all: Vec<f64> = (0..events.len()).map(usual).collect();
    if excitation.branching == 0.0 {
        return all;
    }
    let taken = Taken::new::<P>(past);
    let mut fractions = vec![mean; taken.timed.len()];
    for _ in 0..ROUNDS_AGAIN {
        let shape = P::shape(past, &taken.timed, &fractions, scale);
        fractions = taken.observed(&shape).background_fractions(excitation);
    }
    taken.timed.event.iter().zip(fractions).for_each(|(&event, fraction)| all[event as usize] = fraction);
    all
}

impl Taken {
    fn new<P: Process>(past: Past<'_>) -> Self {
        let timed = P::timed(past);
        let pairs = P::pairs(past, &timed);
        let spans = Spans::new(REACH.days, timed.day.iter().map(|day| timed.days - day));
        Self { timed, pairs, spans }
    }

    fn observed<'a>(&'a self, shape: &'a [f64]) -> Observed<'a> {
        Observed { pairs: &self.pairs, shape, spans: &self.spans, reach_days: REACH.days }
    }
}
