use rayon::prelude::*;

/// R(K): the integral of the squared Gaussian kernel of bandwidth 1.
const SQUARED_KERNEL: f64 = 1.0 / (4.0 * std::f64::consts::PI);

/// One of the two densities at the nodes, and what its variance depends on.
#[derive(Clone, Copy, Debug)]
pub(super) struct Side<'a> {
    /// Integrates to 1 over the study area, per km².
    pub density: &'a [f32],
    /// The share of the kernel at each node that lies in the study area.
    pub mass: &'a [f32],
    /// The like for the kernel narrower by √2, which has the shape of the squared kernel.
    pub squared_mass: &'a [f32],
    /// How many were drawn from it; infinite where it is known.
    pub n: f64,
    pub bandwidth_km: f64,
}

/// The standard score of the logarithm of the ratio of two densities at each node, were they the same.
///
/// z = (ln f - ln g) / s, s² = R(K) / d · (q₂(f) / q(f)² b_f² n_f + q₂(g) / q(g)² b_g² n_g), d being the density of both together, q the
/// share of the kernel in the study area and q₂ that of the squared one. Per node, in the order of the lattice.
///
/// - A density of incidents below that of one incident counts as one, or as the comparison where that is less: a logarithm of
///   nothing proves nothing.
/// - 0 where `is_judged` is false.
///
/// Source: Hazelton M L, Davies T M (2009), doi:10.1002/bimj.200810495, equation 6 with the edge-corrected terms; sparr's
/// `tolerance(method = "ASY")` for one common bandwidth. Its p is 1 - Φ(z).
pub(super) fn scores(incidents: Side<'_>, comparison: Side<'_>, is_judged: impl Fn(usize) -> bool + Sync) -> Vec<f32> {
    let one = SQUARED_KERNEL / (incidents.n * incidents.bandwidth_km.powi(2));
    let of_both = |f: f64, g: f64| {
        if comparison.n.is_finite() { (incidents.n * f + comparison.n * g) / (incidents.n + comparison.n) } else { g }
    };
    let score = |node: usize| {
        if !is_judged(node) {
            return 0.0;
        }
        let (f, g) = (f64::from(incidents.density[node]), f64::from(comparison.density[node]));
        let tested = f.max(one.min(g));
        let variance = (incidents.term(node) + comparison.term(node)) / of_both(f, g);
        ((tested / g).ln() / variance.sqrt()) as f32
    };
    (0..incidents.density.len()).into_par_iter().with_min_len(4096).map(score).collect()
}

impl Side<'_> {
    fn term(&self, node: usize) -> f64 {
        let (mass, squared) = (f64::from(self.mass[node]), f64::from(self.squared_mass[node]));
        SQUARED_KERNEL * squared / (mass * mass * self.bandwidth_km * self.bandwidth_km * self.n)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Far from any edge, f = 2 g, 100 and 400 drawn, 1 km: s² = 1/4π · (1/100 + 1/400) / 1.2, so that z = ln 2 / 0.02879 = 24.07.
    #[test]
    fn one_node_by_hand() {
        let side = |density, n| Side { density, mass: &[1.0], squared_mass: &[1.0], n, bandwidth_km: 1.0 };
        let z = scores(side(&[2.0], 100.0), side(&[1.0], 400.0), |_| true);
        let expected = 2.0_f64.ln() / (SQUARED_KERNEL * 0.0125 / 1.2).sqrt();
        assert!((f64::from(z[0]) - expected).abs() < 1e-5, "{z:?} {expected}");
        assert_eq!(scores(side(&[2.0], 100.0), side(&[1.0], 400.0), |_| false), [0.0]);
    }

    #[test]
    fn nothing_is_finite_and_alike_is_zero() {
        let side = |density, n| Side { density, mass: &[0.7, 0.7], squared_mass: &[0.8, 0.8], n, bandwidth_km: 0.5 };
        let z = scores(side(&[0.0, 0.3], 50.0), side(&[0.4, 0.3], f64::INFINITY), |_| true);
        assert!(z[0] < -1.0 && z[0].is_finite(), "{z:?}");
        assert_eq!(z[1], 0.0);
    }
}
