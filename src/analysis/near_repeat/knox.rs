use multiversion::multiversion;
use rand::seq::SliceRandom;
use rayon::iter::{IntoParallelIterator, ParallelIterator};

use super::pairs::{MOST_PAIRS, Pairs, Part};
use super::parameters::{CheckedNearRepeat, NearRepeatError};
use crate::analysis::progress::{Cancelled, Progress};
use crate::analysis::random::replica_rng;
use crate::space::Planar;

/// How many pairs fall in each band of distance and time, as they are and in every shuffle.
#[derive(Clone, Debug, PartialEq)]
pub struct KnoxCounts {
    n_times: usize,
    n_replicas: usize,
    /// For each cell, row by row, the observed number and then that of each replica.
    by_cell: Vec<u64>,
}

/// Knox's counts: the number of pairs of points in each band of distance and time, and the same with the times shuffled.
///
/// For every pair i < j: distance d and gap |t_i - t_j| fall in one cell each. A replica permutes the times among the points, so that
/// both the places and the times stay as they are and only their connection is broken (Knox 1964; permutation: Mantel 1967).
///
/// * `points`: metres, finite; `ticks`: the time of each, whole days or seconds from any origin, as the parameters' clock says.
/// * Returns rows of distance bands, nearest first, then one for everything farther; columns of time bands, then one for everything
///   later. The last row and column make the sums those of all n (n - 1) / 2 pairs.
/// * Fewer than two points give zeros.
///
/// Pairs are found once; sixteen replicas are counted together, one a vector lane. Cost: pairs × (replicas + 1) looks of a
/// fifth of a nanosecond; 4 bytes a pair and 64 bytes a point and thread. The same numbers for any number of threads.
///
/// Source: Knox E G (1964), The detection of space-time interactions, Applied Statistics 13, 25-29, doi:10.2307/2985220; Mantel N (1967),
/// Cancer Research 27, 209-220.
pub fn knox_counts(
    points: &[Planar],
    ticks: &[i32],
    parameters: &CheckedNearRepeat,
    progress: &Progress,
) -> Result<KnoxCounts, NearRepeatError> {
    assert_eq!(points.len(), ticks.len(), "one time a point");
    let pairs = Pairs::find(points, parameters, MOST_PAIRS, progress)?;
    let replicas = Replicas {
        ticks: pairs.source.iter().map(|&source| ticks[source as usize]).collect(),
        seed: parameters.seed(),
        edges: parameters.edge_ticks(),
    };
    let n_replicas = parameters.replicas() as usize;
    let blocks = (n_replicas + 1).div_ceil(LANES);
    progress.begin((blocks * pairs.parts.len()) as u64);
    let within: Result<Vec<Vec<Lanes>>, Cancelled> =
        (0..blocks).into_par_iter().map(|block| replicas.count(&pairs, block, progress)).collect();
    Ok(KnoxCounts::of(&within?, n_replicas, &Totals::of(&pairs, ticks, &replicas.edges)))
}

/// Replicas that are counted together.
const LANES: usize = 16;
/// Time edges that are compared at once: their sums fit the registers.
const EDGES: usize = 4;

type Lanes = [i32; LANES];

struct Replicas {
    /// In the pairs' numbering of the points.
    ticks: Vec<i32>,
    seed: u64,
    edges: Vec<i32>,
}

impl Replicas {
    /// For each distance band and time edge, how many pairs are less than the edge apart in each replica of a block.
    fn count(&self, pairs: &Pairs, block: usize, progress: &Progress) -> Result<Vec<Lanes>, Cancelled> {
        let times = self.shuffled(block);
        let passes = self.edges.len().div_ceil(EDGES);
        let mut counts = vec![[[0; LANES]; EDGES]; passes * pairs.n_bands];
        for part in &pairs.parts {
            for (edges, counts) in self.edges.chunks(EDGES).zip(counts.chunks_mut(pairs.n_bands)) {
                let mut padded = [0; EDGES];
                padded[..edges.len()].copy_from_slice(edges);
                count_part(part, &times, &padded, counts);
            }
            progress.advance(1)?;
        }
        let of = |band: usize, edge: usize| counts[edge / EDGES * pairs.n_bands + band][edge % EDGES];
        Ok((0..pairs.n_bands).flat_map(|band| (0..self.edges.len()).map(move |edge| of(band, edge))).collect())
    }

    /// The time of each point in each replica of a block. Replica 0 is the data themselves.
    fn shuffled(&self, block: usize) -> Vec<Lanes> {
        let mut times = vec![[0; LANES]; self.ticks.len()];
        for lane in 0..LANES {
            let replica = block * LANES + lane;
            let mut ticks = self.ticks.clone();
            if replica > 0 {
                ticks.shuffle(&mut replica_rng(self.seed, replica as u64));
            }
            times.iter_mut().zip(ticks).for_each(|(lanes, tick)| lanes[lane] = tick);
        }
        times
    }
}

/// Adds, for each band, edge and lane, the pairs of a part whose times are less than the edge apart.
#[multiversion(targets("x86_64+avx2"))]
fn count_part(part: &Part, times: &[Lanes], edges: &[i32; EDGES], counts: &mut [[Lanes; EDGES]]) {
    let mut start = 0;
    for (own, ends) in times[part.first..].iter().zip(part.ends.chunks_exact(counts.len())) {
        for (counts, &end) in counts.iter_mut().zip(ends) {
            let mut sums = [[0_i32; LANES]; EDGES];
            for &partner in &part.partners[start..end as usize] {
                let other = &times[partner as usize];
                for lane in 0..LANES {
                    let gap = own[lane].wrapping_sub(other[lane]).wrapping_abs();
                    for edge in 0..EDGES {
                        sums[edge][lane] += i32::from(gap < edges[edge]);
                    }
                }
            }
            for (counts, sums) in counts.iter_mut().zip(&sums) {
                counts.iter_mut().zip(sums).for_each(|(count, sum)| *count += sum);
            }
            start = end as usize;
        }
    }
}

/// What no shuffle changes.
struct Totals {
    /// Pairs in each distance band.
    by_distance: Vec<u64>,
    /// Of all pairs, however far apart, how many are less than each time edge apart.
    within_edges: Vec<u64>,
    all: u64,
}

impl Totals {
    fn of(pairs: &Pairs, ticks: &[i32], edges: &[i32]) -> Self {
        let mut by_distance = vec![0; pairs.n_bands];
        for part in &pairs.parts {
            let mut start = 0;
            for (at, &end) in part.ends.iter().enumerate() {
                by_distance[at % pairs.n_bands] += u64::from(end - start);
                start = end;
            }
        }
        let mut sorted = ticks.to_vec();
        sorted.sort_unstable();
        let n = ticks.len() as u64;
        let within_edges = edges.iter().map(|&edge| pairs_within(&sorted, edge)).collect();
        Self { by_distance, within_edges, all: n * n.saturating_sub(1) / 2 }
    }
}

/// How many pairs of ascending times are less than `edge` apart.
fn pairs_within(sorted: &[i32], edge: i32) -> u64 {
    let mut first = 0;
    let mut pairs = 0;
    for (at, &time) in sorted.iter().enumerate() {
        while i64::from(time) - i64::from(sorted[first]) >= i64::from(edge) {
            first += 1;
        }
        pairs += (at - first) as u64;
    }
    pairs
}

impl KnoxCounts {
    fn of(within: &[Vec<Lanes>], n_replicas: usize, totals: &Totals) -> Self {
        let (n_edges, n_bands) = (totals.within_edges.len(), totals.by_distance.len());
        let (n_times, n_rows, stride) = (n_edges + 1, n_bands + 1, n_replicas + 1);
        let mut by_cell = vec![0; n_rows * n_times * stride];
        for replica in 0..stride {
            let lanes = &within[replica / LANES];
            let mut beyond = differences(totals.within_edges.iter().copied(), totals.all);
            for band in 0..n_bands {
                let edges = (0..n_edges).map(|edge| lanes[band * n_edges + edge][replica % LANES] as u64);
                for (time, count) in differences(edges, totals.by_distance[band]).into_iter().enumerate() {
                    by_cell[(band * n_times + time) * stride + replica] = count;
                    beyond[time] -= count;
                }
            }
            for (time, count) in beyond.into_iter().enumerate() {
                by_cell[(n_bands * n_times + time) * stride + replica] = count;
            }
        }
        Self { n_times, n_replicas, by_cell }
    }

    /// Distance bands, the open one included.
    pub fn n_distances(&self) -> usize {
        self.by_cell.len() / (self.n_times * (self.n_replicas + 1))
    }

    /// Time bands, the open one included.
    pub fn n_times(&self) -> usize {
        self.n_times
    }

    pub fn n_replicas(&self) -> usize {
        self.n_replicas
    }

    /// Pairs in a cell of the table.
    pub fn observed(&self, distance: usize, time: usize) -> u64 {
        self.by_cell[(distance * self.n_times + time) * (self.n_replicas + 1)]
    }

    /// The same in each shuffle.
    pub fn shuffled(&self, distance: usize, time: usize) -> &[u64] {
        let stride = self.n_replicas + 1;
        let first = (distance * self.n_times + time) * stride;
        &self.by_cell[first + 1..first + stride]
    }
}

/// Counts below ascending edges to counts between them, the last being up to `total`.
fn differences(below: impl Iterator<Item = u64>, total: u64) -> Vec<u64> {
    let mut last = 0;
    below.chain([total]).map(|count| count - std::mem::replace(&mut last, count)).collect()
}
