use super::ladder::{Ladder, Shares};
use super::refine::{add_refined, coarser};
use super::spread::{BandedPoints, Weighted};
use crate::analysis::Progress;
use crate::analysis::kernel_density::frame::Frame;
use crate::analysis::kernel_density::gaussian::{METRES_PER_KM, SPLINE_VARIANCE};
use crate::analysis::kernel_density::lattice::Lattice;
use crate::analysis::kernel_density::parameters::KernelDensityError;
use crate::analysis::kernel_density::points::Points;
use crate::analysis::kernel_density::smoother::Smoother;
use crate::space::Metres;

/// Spacings that the narrowest bandwidth must have: nodes then keep within 1e-3 of the largest exact value.
pub(super) const LEAST_SPACINGS: f64 = 3.0;
/// Spacings that a bandwidth keeps where the lattice is made coarser.
const COARSE_SPACINGS: f64 = 5.0;

/// The sum of Gaussian kernels, each with its own bandwidth, at the nodes of a lattice, per km².
///
/// value(u) = Σ exp(-|u - p|² / 2b(p)²) / 2πb(p)² over the located points p.
///
/// - `bandwidths`: metres, one a located point, in their order; each at least three spacings, or the spacing is refused.
/// - Nodes keep within 1e-3 of the largest exact value.
/// - The same bits for any number of threads.
///
/// Cost: 36 additions a point; for each of the rungs between the narrowest and the widest bandwidth (20 for a tenfold range) one
/// smoothing, of which those that need the given spacing cost most: six at most.
///
/// Source: the partition of bandwidths into a few of Davies T M, Baddeley A (2018), doi:10.1007/s11222-017-9772-4, with
/// interpolation between them and lattices that follow the bandwidth.
pub fn adaptive_at_nodes(
    points: &Points<'_>,
    bandwidths: &[f32],
    frame: Frame,
    progress: &Progress,
) -> Result<Lattice, KernelDensityError> {
    let least = f64::from(bandwidths.iter().copied().fold(f32::INFINITY, f32::min));
    let most = f64::from(bandwidths.iter().copied().fold(0.0, f32::max));
    frame.check_size(least)?;
    if bandwidths.is_empty() {
        return Ok(Lattice::new(frame, vec![0.0; frame.n_x() * frame.n_y()]));
    }
    let most_m = least / LEAST_SPACINGS;
    // The bandwidths are in single precision.
    if frame.spacing().0 > most_m * (1.0 + 1e-6) {
        return Err(KernelDensityError::Spacing { spacing_m: frame.spacing().0, bandwidth_m: least, most_m });
    }
    let ladder = Ladder::over(least, most);
    progress.begin(ladder.len() as u64);
    let groups = Groups::new(points, bandwidths, &ladder);
    let mut values = on_level(points, &groups, &ladder, &frame, 0, progress)?;
    values.iter_mut().for_each(|value| *value = value.max(0.0));
    Ok(Lattice::new(frame, values))
}

/// How often the frame's spacing can be doubled for a rung.
pub(super) fn level_of(width: f64, spacing: Metres) -> u32 {
    (width / (COARSE_SPACINGS * spacing.0)).log2().max(0.0) as u32
}

/// The sum of the rungs that belong to this level or to a coarser one. `frame` is the level's.
fn on_level(
    points: &Points<'_>,
    groups: &Groups,
    ladder: &Ladder,
    frame: &Frame,
    first_rung: usize,
    progress: &Progress,
) -> Result<Vec<f32>, KernelDensityError> {
    let mut values = vec![0.0_f32; frame.n_x() * frame.n_y()];
    let own = (first_rung..ladder.len()).take_while(|&rung| level_of(ladder.width(rung), frame.spacing()) == 0);
    let next = first_rung + own.clone().count();
    for rung in own {
        if let Some(part) = smoothed(points, groups.of(rung), Metres(ladder.width(rung)), frame) {
            values.iter_mut().zip(part).for_each(|(value, part)| *value += part);
        }
        progress.advance(1)?;
    }
    if next < ladder.len() {
        let coarse = on_level(points, groups, ladder, &coarser(frame), next, progress)?;
        add_refined(&coarse, frame, &mut values);
    }
    Ok(values)
}

/// One rung; `None` when it has no points.
fn smoothed(
    points: &Points<'_>,
    weighted: impl Iterator<Item = Weighted>,
    width: Metres,
    frame: &Frame,
) -> Option<Vec<f32>> {
    let mut weighted = weighted.peekable();
    weighted.peek()?;
    let smoother = Smoother::new(frame, width);
    let banded = BandedPoints::new(weighted, points.origin, frame, &smoother);
    let taps = smoother.taps(frame, width, SPLINE_VARIANCE, METRES_PER_KM);
    Some(smoother.smooth(&taps, |band, buffer| banded.fill(band, smoother.rows(band).start, buffer)))
}

/// Points by the first of the four rungs that they are shared among.
struct Groups {
    of_first: Vec<Vec<([f32; 2], [f32; 4])>>,
}

impl Groups {
    fn new(points: &Points<'_>, bandwidths: &[f32], ladder: &Ladder) -> Self {
        let mut of_first = vec![Vec::new(); ladder.len() - 3];
        for ((x, y), &bandwidth) in points.located().zip(bandwidths) {
            let Shares { first, of } = ladder.shares(f64::from(bandwidth));
            of_first[first].push(([x, y], of));
        }
        Self { of_first }
    }

    fn of(&self, rung: usize) -> impl Iterator<Item = Weighted> + '_ {
        let firsts = rung.saturating_sub(3)..=rung.min(self.of_first.len() - 1);
        firsts.flat_map(move |first| {
            let weighted =
                move |&([x, y], shares): &([f32; 2], [f32; 4])| Weighted { x, y, weight: shares[rung - first] };
            self.of_first[first].iter().map(weighted).filter(|point| point.weight != 0.0)
        })
    }
}
