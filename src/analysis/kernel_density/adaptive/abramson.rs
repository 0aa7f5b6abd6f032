use rayon::prelude::*;

use crate::analysis::kernel_density::lattice::Lattice;
use crate::analysis::kernel_density::points::Points;
use crate::space::{Metres, Planar};

/// No bandwidth is more than this many times the global one, nor less than this part of it. sparr trims the wide ones alike and the
/// narrow ones not at all.
pub const TRIM: f64 = 5.0;

/// The bandwidth of each place: narrower where the pilot density is high, by its square root.
///
/// b(p) = b₀ (f(p) / G)^(-1/2), G being the geometric mean of the pilot density f over the incidents, so that the geometric mean of
/// their bandwidths is b₀. Trimmed to b₀ / 5 ..= 5 b₀.
///
/// Source: Abramson I S (1982), doi:10.1214/aos/1176345986; scaling and trimming as Davies T M, Hazelton M L (2010),
/// doi:10.1002/sim.3995, and sparr's `bivariate.density(adapt = TRUE)`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Abramson {
    global: f64,
    /// G.
    geometric_mean: f64,
}

impl Abramson {
    /// `at_points` is the pilot density at each incident, in any unit; `None` without incidents.
    pub fn new(global: Metres, at_points: &[f64]) -> Option<Self> {
        let logs: f64 = at_points.iter().map(|density| density.ln()).sum();
        let geometric_mean = (logs / at_points.len() as f64).exp();
        (!at_points.is_empty()).then_some(Self { global: global.0, geometric_mean })
    }

    /// The bandwidth where the pilot density is `density`.
    pub fn bandwidth(&self, density: f64) -> f64 {
        // Nothing divided by something is a density of zero, whose bandwidth is the widest.
        let factor = (density / self.geometric_mean).powf(-0.5);
        self.global * factor.clamp(1.0 / TRIM, TRIM)
    }
}

/// The pilot density at each located point; where the lattice says less than half of the point's own kernel, that half.
pub(super) fn pilot_at_points(points: &Points<'_>, pilot: &Lattice, least: f64) -> Vec<f64> {
    let located: Vec<(f32, f32)> = points.located().collect();
    let at = |&(x, y): &(f32, f32)| {
        let place = Planar { x: points.origin.x + f64::from(x), y: points.origin.y + f64::from(y) };
        pilot.at(place).unwrap_or(0.0).max(least)
    };
    located.par_iter().with_min_len(1024).map(at).collect()
}

/// Abramson's bandwidth of each located point in metres, in their order; nothing without points.
///
/// `pilot` is the fixed-bandwidth density of the same points with a bandwidth of `pilot_bandwidth`, and `global` the geometric mean
/// that the bandwidths have before they are trimmed to a fifth and five times of it.
pub fn abramson_bandwidths(points: &Points<'_>, pilot: &Lattice, pilot_bandwidth: Metres, global: Metres) -> Vec<f32> {
    let at_points = pilot_at_points(points, pilot, least_density(pilot_bandwidth));
    let Some(abramson) = Abramson::new(global, &at_points) else { return Vec::new() };
    at_points.iter().map(|&density| abramson.bandwidth(density) as f32).collect()
}

/// Half of what a point's own Gaussian has at its middle, per km².
pub(super) fn least_density(bandwidth: Metres) -> f64 {
    0.5e6 / (std::f64::consts::TAU * bandwidth.0 * bandwidth.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Densities 1, 4 and 16: the geometric mean is 4, the factors 2, 1 and 1/2, and a hundredfold density is trimmed.
    #[test]
    fn three_points_by_hand() {
        let abramson = Abramson::new(Metres(300.0), &[1.0, 4.0, 16.0]).unwrap();
        for (density, bandwidth) in
            [(1.0, 600.0), (4.0, 300.0), (16.0, 150.0), (1e6, 60.0), (1e-9, 1500.0), (0.0, 1500.0)]
        {
            assert!((abramson.bandwidth(density) - bandwidth).abs() < 1e-9, "{density}");
        }
        assert_eq!(Abramson::new(Metres(300.0), &[]), None);
    }
}
