use super::fit::START_FRACTION;
use super::pairs::Pairs;
use super::setting::{Process, REACH};
use super::spread::Gaussian;
use super::timed::Timed;
use crate::forecast::kernels::{GaussianLattice, added, own_by_age, spread};
use crate::forecast::past::Past;

/// Continuous space: the background a kernel density, what is triggered a Gaussian round every incident.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::forecast) struct InSpace;

/// An even background takes this part of the density's place, so that an incident far from all others is not impossible.
const EVEN_FRACTION: f64 = 0.01;

impl Process for InSpace {
    const NAME: &'static str = "self-exciting";
    const DESCRIPTION: &'static str =
        "A background density and what each incident triggers near it in the days after, fitted by maximum likelihood.";
    const SCALE: &'static str = "bandwidth_m";
    const SCALES: [f64; 4] = [50.0, 100.0, 200.0, 400.0];
    const USUAL_SCALE: f64 = 100.0;

    type Spread = Gaussian;

    /// What is triggered is no narrower than the background's kernel: where incidents are told by a few map points, it would else be the
    /// triggering that explains why they lie on those.
    fn start(scale: f64) -> Gaussian {
        Gaussian::new(START_FRACTION * REACH.space.0, REACH.space.0, scale)
    }

    fn spread_parameter(spread: Gaussian) -> (&'static str, f64) {
        ("triggered_sd_m", spread.sd_m())
    }

    fn timed(past: Past<'_>) -> Timed {
        Timed::of(past)
    }

    fn pairs(_: Past<'_>, timed: &Timed) -> Pairs {
        Pairs::within(&timed.at, &timed.day, REACH)
    }

    fn shape(past: Past<'_>, timed: &Timed, fractions: &[f64], scale: f64) -> Vec<f64> {
        let lattice = GaussianLattice::over(&timed.at, scale);
        let density = lattice.smooth(timed.at.iter().copied().zip(fractions.iter().copied())).at_all(&timed.at);
        let (all, days) = (fractions.iter().sum::<f64>(), timed.covered_days);
        let even = EVEN_FRACTION / (past.cells().ground_km2() * 1e6 * days);
        let without_own = |((density, &at), fraction)| f64::max(density - lattice.own(at) * fraction, 0.0);
        let others = density.into_iter().zip(&timed.at).zip(fractions).map(without_own);
        others.map(|density| (1.0 - EVEN_FRACTION) * density / (all * days) + even).collect()
    }

    fn background(past: Past<'_>, weights: &[f64], _: f64, scale: f64) -> Vec<f64> {
        spread(past, scale, |event, _| weights[event])
    }

    fn own_background(past: Past<'_>, weights: &[f64], _: f64, scale: f64) -> (Vec<f64>, Vec<f64>) {
        own_by_age(past, added(past, scale, |event, _| weights[event]))
    }

    fn triggered(past: Past<'_>, weights: &[f64], excited: Gaussian) -> Vec<f64> {
        spread(past, excited.sd_m(), |event, _| weights[event])
    }
}
