use multiversion::multiversion;
use rayon::prelude::*;

use crate::space::Planar;

/// Nodes along a standard deviation.
const NODES_A_BANDWIDTH: f64 = 3.0;
/// Standard deviations at which the kernel is cut: what is lost is exp(−4.5² / 2) = 4e-5 of the peak at most.
const REACH: f64 = 4.5;
/// What a quadratic B-spline adds to the variance, in squared spacings: once where a point is spread and once where a value is read.
const SPLINE_VARIANCE: f64 = 0.25;
/// 128 MB of nodes: beyond that the lattice is coarser than the bandwidth asks for.
const MOST_NODES: f64 = 16e6;

/// Sums of Gaussian kernels over weighted points, anywhere near some places.
///
/// value(u) = Σ w exp(−|u − p|² / 2b²) / 2πb², per m². Points are spread over nodes by a quadratic B-spline, whose variance does not
/// depend on where between the nodes they lie (Unser 1999, doi:10.1109/79.799930); values are read back the same way, and a separable
/// Gaussian of what variance is left lies between. Values keep within 2e-3 of the kernels' peak.
///
/// Cost: nine nodes a point and a place, and 9 b/h multiplications a node, h = b/3 being the spacing. The same bits for any number of
/// threads.
#[derive(Clone, Debug)]
pub(in crate::forecast) struct GaussianLattice {
    low: Planar,
    step: f64,
    n_x: usize,
    n_y: usize,
    /// The kernel at 0, 1, … nodes from its middle.
    taps: Vec<f64>,
}

/// A lattice's values for some weights.
#[derive(Clone, Debug)]
pub(in crate::forecast) struct Smoothed<'a> {
    lattice: &'a GaussianLattice,
    values: Vec<f64>,
}

impl GaussianLattice {
    /// A lattice that can be read at `places`, which have finite coordinates; `bandwidth_m` is above zero.
    pub fn over(places: &[Planar], bandwidth_m: f64) -> Self {
        let bound = |value: fn(&Planar) -> f64, pick: fn(f64, f64) -> f64| places.iter().map(value).reduce(pick);
        let (west, east) = (bound(|at| at.x, f64::min).unwrap_or(0.0), bound(|at| at.x, f64::max).unwrap_or(0.0));
        let (south, north) = (bound(|at| at.y, f64::min).unwrap_or(0.0), bound(|at| at.y, f64::max).unwrap_or(0.0));
        let margin_m = REACH * bandwidth_m;
        let (width, height) = (east - west + 2.0 * margin_m, north - south + 2.0 * margin_m);
        let step = (bandwidth_m / NODES_A_BANDWIDTH).max((width * height / MOST_NODES).sqrt());
        let nodes = |extent: f64| (extent / step).ceil() as usize + 5;
        let low = Planar { x: west - margin_m - 2.0 * step, y: south - margin_m - 2.0 * step };
        Self { low, step, n_x: nodes(width), n_y: nodes(height), taps: taps(bandwidth_m, step) }
    }

    /// The sum of kernels over `points` with a weight each; points out of reach of every place add nothing.
    pub fn smooth(&self, points: impl IntoIterator<Item = (Planar, f64)>) -> Smoothed<'_> {
        let mut spread = vec![0.0; self.n_x * self.n_y];
        for (at, weight) in points {
            let Some((column, row, along, up)) = self.nodes(at) else { continue };
            for (line, up) in up.into_iter().enumerate() {
                let nodes = &mut spread[(row + line) * self.n_x + column..][..3];
                nodes.iter_mut().zip(along).for_each(|(node, along)| *node += weight * along * up);
            }
        }
        let rows = self.along_rows(&spread);
        self.across_rows(&rows, &mut spread);
        Smoothed { lattice: self, values: spread }
    }

    /// What a point of weight 1 adds to the value at its own place.
    pub fn own(&self, at: Planar) -> f64 {
        let Some((_, _, along, up)) = self.nodes(at) else { return 0.0 };
        let tap = |nodes: usize| self.taps.get(nodes).copied().unwrap_or(0.0);
        let axis = |weights: [f64; 3]| {
            let [before, here, after] = weights;
            let same = before * before + here * here + after * after;
            same * tap(0) + 2.0 * here * (before + after) * tap(1) + 2.0 * before * after * tap(2)
        };
        axis(along) * axis(up)
    }

    /// Column and row of the first of the nine nodes round a place, and their weights on both axes; `None` outside.
    fn nodes(&self, at: Planar) -> Option<(usize, usize, [f64; 3], [f64; 3])> {
        let (x, y) = ((at.x - self.low.x) / self.step, (at.y - self.low.y) / self.step);
        let (column, row) = (x.round(), y.round());
        let inside = |node: f64, n: usize| node >= 1.0 && node <= n as f64 - 2.0;
        let is_inside = inside(column, self.n_x) && inside(row, self.n_y);
        is_inside.then(|| (column as usize - 1, row as usize - 1, spline(x - column), spline(y - row)))
    }

    fn along_rows(&self, spread: &[f64]) -> Vec<f64> {
        let reach = self.taps.len() - 1;
        let mut out = vec![0.0; spread.len()];
        let rows = out.par_chunks_mut(self.n_x).zip(spread.par_chunks(self.n_x));
        rows.for_each_init(
            || vec![0.0; self.n_x + 2 * reach],
            |padded, (out, from)| {
                if from.iter().all(|value| *value == 0.0) {
                    return;
                }
                padded[reach..reach + self.n_x].copy_from_slice(from);
                for (k, &tap) in self.taps.iter().enumerate() {
                    let before = &padded[reach - k..][..self.n_x];
                    let after = &padded[reach + k..][..self.n_x];
                    add_pair(out, before, after, if k == 0 { 0.5 * tap } else { tap });
                }
            },
        );
        out
    }

    fn across_rows(&self, from: &[f64], out: &mut [f64]) {
        let row = |number: isize| {
            let number = usize::try_from(number).ok().filter(|number| *number < self.n_y);
            number.map(|number| &from[number * self.n_x..][..self.n_x])
        };
        let nothing = vec![0.0; self.n_x];
        out.par_chunks_mut(self.n_x).enumerate().for_each(|(number, out)| {
            out.fill(0.0);
            for (k, &tap) in self.taps.iter().enumerate() {
                let (before, after) = (row(number as isize - k as isize), row((number + k) as isize));
                let tap = if k == 0 { 0.5 * tap } else { tap };
                add_pair(out, before.unwrap_or(&nothing), after.unwrap_or(&nothing), tap);
            }
        });
    }
}

impl Smoothed<'_> {
    /// The value at a place, per m²; 0 outside the lattice.
    pub fn at(&self, place: Planar) -> f64 {
        let lattice = self.lattice;
        let Some((column, row, along, up)) = lattice.nodes(place) else { return 0.0 };
        let line = |line: usize| {
            let nodes = &self.values[(row + line) * lattice.n_x + column..][..3];
            nodes[0] * along[0] + nodes[1] * along[1] + nodes[2] * along[2]
        };
        // Rounding alone could bring it below nothing.
        (line(0) * up[0] + line(1) * up[1] + line(2) * up[2]).max(0.0)
    }

    /// The values at places, in their order, on all cores.
    pub fn at_all(&self, places: &[Planar]) -> Vec<f64> {
        places.par_iter().with_min_len(1024).map(|&place| self.at(place)).collect()
    }
}

/// A Gaussian of the variance that the two splines leave; where the lattice had to be so coarse that they leave next to none, of a third
/// of a spacing.
fn taps(bandwidth_m: f64, step: f64) -> Vec<f64> {
    let variance = (bandwidth_m * bandwidth_m - 2.0 * SPLINE_VARIANCE * step * step).max(step * step / 9.0);
    let reach = (REACH * bandwidth_m / step).ceil() as usize;
    let kernel: Vec<f64> = (0..=reach).map(|node| (-(node as f64 * step).powi(2) / (2.0 * variance)).exp()).collect();
    let all = (2.0 * kernel.iter().sum::<f64>() - kernel[0]) * step;
    kernel.into_iter().map(|value| value / all).collect()
}

/// Quadratic B-spline weights of the nodes before, at and after, for a point `t` in −0.5..=0.5 beyond the middle one.
fn spline(t: f64) -> [f64; 3] {
    [0.5 * (0.5 - t) * (0.5 - t), 0.75 - t * t, 0.5 * (0.5 + t) * (0.5 + t)]
}

/// No product is fused with its addition: the same bits whichever instructions are at hand.
#[multiversion(targets("x86_64+avx512f+avx512vl", "x86_64+avx2"))]
fn add_pair(out: &mut [f64], before: &[f64], after: &[f64], tap: f64) {
    for ((out, before), after) in out.iter_mut().zip(before).zip(after) {
        *out += tap * (before + after);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{prop, prop_assert, proptest};

    use super::*;

    fn exact(points: &[(Planar, f64)], place: Planar, bandwidth: f64) -> f64 {
        let variance = bandwidth * bandwidth;
        let kernel = |at: Planar| (-at.distance(place).0.powi(2) / (2.0 * variance)).exp();
        points.iter().map(|(at, weight)| weight * kernel(*at)).sum::<f64>() / (std::f64::consts::TAU * variance)
    }

    proptest! {
        #[test]
        fn values_are_those_of_the_plain_sum(
            points in prop::collection::vec((0.0..900.0, -300.0..500.0, 0.1..3.0), 1..30),
            places in prop::collection::vec((0.0..900.0, -300.0..500.0), 1..20),
            bandwidth in 40.0..300.0,
        ) {
            let points: Vec<_> = points.into_iter().map(|(x, y, weight)| (Planar { x, y }, weight)).collect();
            let places: Vec<_> = places.into_iter().map(|(x, y)| Planar { x, y }).collect();
            let lattice = GaussianLattice::over(&places, bandwidth);
            let smoothed = lattice.smooth(points.iter().copied());
            let peak = points.iter().map(|(_, weight)| weight).sum::<f64>() / (std::f64::consts::TAU * bandwidth * bandwidth);
            for &place in &places {
                prop_assert!((smoothed.at(place) - exact(&points, place, bandwidth)).abs() < 2e-3 * peak);
            }
        }
    }

    #[test]
    fn a_point_alone_is_its_own_share() {
        for x in [0.0, 13.0, 27.5, 49.0] {
            let at = Planar { x, y: 400.0 - x };
            let lattice = GaussianLattice::over(&[Planar { x: 0.0, y: 0.0 }, Planar { x: 500.0, y: 500.0 }], 90.0);
            let (found, own) = (lattice.smooth([(at, 1.0)]).at(at), lattice.own(at));
            assert!((found / own - 1.0).abs() < 1e-12, "{found} {own}");
        }
    }

    #[test]
    fn any_number_of_threads_gives_the_same_bits() {
        let points: Vec<_> =
            (0..500).map(|i| (Planar { x: f64::from(i * 37 % 811), y: f64::from(i * 53 % 613) }, 1.0)).collect();
        let places: Vec<_> = points.iter().map(|(at, _)| *at).collect();
        let lattice = GaussianLattice::over(&places, 60.0);
        let with = |threads: usize| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| lattice.smooth(points.iter().copied()).at_all(&places))
        };
        assert!(with(1) == with(2) && with(1) == with(8));
    }

    #[test]
    fn no_points_and_far_places() {
        let places = [Planar { x: 0.0, y: 0.0 }, Planar { x: 4e6, y: 4e6 }];
        let lattice = GaussianLattice::over(&places, 50.0);
        assert!((lattice.n_x * lattice.n_y) as f64 <= 1.1 * MOST_NODES);
        let smoothed = lattice.smooth([]);
        assert_eq!(smoothed.at_all(&places), [0.0, 0.0]);
        assert_eq!(smoothed.at(Planar { x: -9e9, y: 0.0 }), 0.0);
        let all: f64 = lattice.smooth([(places[1], 1.0)]).values.iter().sum::<f64>() * lattice.step * lattice.step;
        assert!((all - 1.0).abs() < 1e-9, "{all}");
    }
}
