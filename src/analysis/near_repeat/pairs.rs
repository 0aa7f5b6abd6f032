use std::ops::Range;
use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::iter::{IntoParallelIterator, ParallelIterator};

use super::parameters::{CheckedNearRepeat, Metric, NearRepeatError};
use crate::analysis::progress::Progress;
use crate::index::CellList;
use crate::space::Planar;

/// Pairs that are held at most: 400 MB, and a second for every sixteen shuffles.
pub(super) const MOST_PAIRS: usize = 100_000_000;
/// Pairs after which a part is complete: work of about a millisecond for one block of shuffles.
const PAIRS_PER_PART: usize = 1 << 18;
const CELLS_PER_TASK: usize = 256;

/// All pairs of points within the farthest distance band, each once, by distance band.
///
/// Points are numbered by their position in the cell list, so that near points have near numbers.
pub(super) struct Pairs {
    pub(super) parts: Vec<Part>,
    pub(super) n_bands: usize,
    /// Where each point stood in the caller's order.
    pub(super) source: Vec<u32>,
}

/// The pairs of some consecutive points with later ones.
pub(super) struct Part {
    pub(super) first: usize,
    /// For each point and, within it, each band: where its partners end.
    pub(super) ends: Vec<u32>,
    pub(super) partners: Vec<u32>,
}

impl Pairs {
    /// The same pairs in the same order for any number of threads. Gives up beyond `limit` pairs.
    pub(super) fn find(
        points: &[Planar],
        parameters: &CheckedNearRepeat,
        limit: usize,
        progress: &Progress,
    ) -> Result<Self, NearRepeatError> {
        let list = CellList::new(points, parameters.radius());
        let bands = DistanceBands::of(parameters);
        let found = AtomicUsize::new(0);
        let tasks: Result<Vec<Vec<Part>>, NearRepeatError> = (0..list.n_cells().div_ceil(CELLS_PER_TASK))
            .into_par_iter()
            .map(|task| {
                let cells = task * CELLS_PER_TASK..((task + 1) * CELLS_PER_TASK).min(list.n_cells());
                let mut scan = Scan { list: &list, bands: &bands, by_band: vec![Vec::new(); bands.n_bands()] };
                scan.parts(cells, |more| {
                    progress.check()?;
                    if found.fetch_add(more, Ordering::Relaxed) + more > limit {
                        return Err(NearRepeatError::TooManyPairs { limit, radius_m: parameters.radius().0 });
                    }
                    Ok(())
                })
            })
            .collect();
        let parts = tasks?.into_iter().flatten().collect();
        Ok(Self { parts, n_bands: bands.n_bands(), source: list.source().to_vec() })
    }
}

/// Which band a distance belongs to.
struct DistanceBands {
    metric: Metric,
    /// Outer edges; squared for straight lines.
    edges: Vec<f64>,
    has_same_place: bool,
}

impl DistanceBands {
    fn of(parameters: &CheckedNearRepeat) -> Self {
        let metric = parameters.metric();
        let edge = |edge: f64| match metric {
            Metric::Euclidean => edge * edge,
            Metric::Manhattan => edge,
        };
        let edges = parameters.distances().iter().map(|distance| edge(distance.0)).collect();
        Self { metric, edges, has_same_place: parameters.has_same_place() }
    }

    fn n_bands(&self) -> usize {
        self.edges.len() + usize::from(self.has_same_place)
    }

    /// [`n_bands`](Self::n_bands) when it is beyond the last.
    fn band(&self, a: Planar, b: Planar) -> usize {
        let (dx, dy) = (a.x - b.x, a.y - b.y);
        let distance = match self.metric {
            Metric::Euclidean => dx * dx + dy * dy,
            Metric::Manhattan => dx.abs() + dy.abs(),
        };
        let beyond = self.edges.iter().filter(|&&edge| edge <= distance).count();
        if self.has_same_place { if distance == 0.0 { 0 } else { beyond + 1 } } else { beyond }
    }
}

struct Scan<'a> {
    list: &'a CellList,
    bands: &'a DistanceBands,
    by_band: Vec<Vec<u32>>,
}

impl Scan<'_> {
    /// The parts of some consecutive cells; `count` hears of every point's pairs.
    fn parts(
        &mut self,
        cells: Range<usize>,
        count: impl Fn(usize) -> Result<(), NearRepeatError>,
    ) -> Result<Vec<Part>, NearRepeatError> {
        let mut parts = vec![Part::from(self.list.positions(&cells).start)];
        for cell in cells {
            // A cell's side is the farthest distance, so that the cells around it hold every partner.
            let runs: Vec<Range<usize>> = self.list.neighbours(cell, 1).map(|run| self.list.positions(&run)).collect();
            for own in self.list.positions(&(cell..cell + 1)) {
                self.find_partners(own, &runs);
                let mut part = parts.pop().expect("there is always a part to go on with");
                let before = part.partners.len();
                part.push(&mut self.by_band);
                count(part.partners.len() - before)?;
                let is_complete = part.partners.len() >= PAIRS_PER_PART;
                parts.push(part);
                if is_complete {
                    parts.push(Part::from(own + 1));
                }
            }
        }
        Ok(parts)
    }

    fn find_partners(&mut self, own: usize, runs: &[Range<usize>]) {
        let at = self.list.at(own);
        for other in runs.iter().flat_map(|run| run.start.max(own + 1)..run.end) {
            if let Some(partners) = self.by_band.get_mut(self.bands.band(at, self.list.at(other))) {
                partners.push(other as u32);
            }
        }
    }
}

impl Part {
    fn from(first: usize) -> Self {
        Self { first, ends: Vec::new(), partners: Vec::new() }
    }

    fn push(&mut self, by_band: &mut [Vec<u32>]) {
        for partners in by_band {
            self.partners.append(partners);
            self.ends.push(self.partners.len() as u32);
        }
    }
}
