use rand::seq::index;
use rayon::prelude::*;

use crate::analysis::progress::{Cancelled, Progress};
use crate::analysis::random::replica_rng;
use crate::analysis::spatial_weights::SpatialWeights;

/// Where the sum of each cell's neighbours lies among the sums that chance gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tails {
    pub replicas: usize,
    /// Of each cell, the replicas whose sum is as high as the real one or higher.
    pub at_least: Vec<u32>,
    /// Of each cell, the replicas whose sum is as low as the real one or lower. Ties count in both.
    pub at_most: Vec<u32>,
}

/// Sums that differ by less than this part of the largest possible one are equal: they are added in different orders.
const ROUNDING: f64 = 1e-12;

/// How many replicas are drawn between two looks at whether anybody still wants them.
const BATCH: usize = 4096;

/// Permutes the values over the cells, each cell in turn keeping its own, and counts how often its neighbours' sum is as extreme as
/// the real one.
///
/// A replica is a random order of all n cells, of which the first few are drawn. The neighbours of cell i, k of them, get the values
/// of the first k cells in that order other than i: a sample without replacement from the n−1 others, as a conditional permutation
/// asks. So **all cells share the replicas, and all cells with the same number of neighbours share one sorted list of sums**; only
/// the few cells that are themselves among the first k of a replica have their sum there made anew, with the next cell in
/// its place. That is exact, whether values are few (counts) or all distinct (rates), and the time does not grow with
/// cells × replicas. As in esda, cells share their Monte Carlo error.
///
/// `values` are finite, one a cell, in the order of `weights`' rows. A cell without neighbours has all replicas in both tails. The
/// first replicas under a seed are the same however many there are, and so for any number of threads.
///
/// Cost: replicas × (largest k + log replicas × different k), and cells × log replicas; memory for replicas × (largest k + different
/// k).
///
/// Anselin (1995), doi:10.1111/j.1538-4632.1995.tb00338.x, section 2 (conditional permutation).
pub fn conditional_permutations(
    values: &[f64],
    weights: &SpatialWeights,
    replicas: usize,
    seed: u64,
    progress: &Progress,
) -> Result<Tails, Cancelled> {
    let drawn = Drawn::draw(values, weights, replicas, seed, progress)?;
    let sorted = drawn.sorted_sums(weights);
    let largest = values.iter().fold(0.0, |largest: f64, value| largest.max(value.abs()));
    let by_cell = drawn.replicas_by_cell(values.len());
    let (at_least, at_most) = (0..values.len())
        .into_par_iter()
        .with_min_len(1024)
        .map(|row| {
            let neighbours = weights.of(row);
            let k = neighbours.len();
            let Some(sums) = sorted.get(k).filter(|_| k > 0) else { return (replicas as u32, replicas as u32) };
            let sum: f64 = neighbours.iter().map(|&other| values[other as usize]).sum();
            let slack = ROUNDING * largest * k as f64;
            let (least, most) = (sum - slack, sum + slack);
            let mut at_least = replicas - sums.partition_point(|&drawn| drawn < least);
            let mut at_most = sums.partition_point(|&drawn| drawn <= most);
            for (replica, _) in by_cell.of(row).filter(|&(_, position)| position < k) {
                let (with, without) = drawn.sums_with_and_without(replica, k, values[row]);
                at_least = at_least + usize::from(without >= least) - usize::from(with >= least);
                at_most = at_most + usize::from(without <= most) - usize::from(with <= most);
            }
            (at_least as u32, at_most as u32)
        })
        .unzip();
    Ok(Tails { replicas, at_least, at_most })
}

/// The beginnings of the replicas' random orders.
struct Drawn {
    /// Cells drawn in each replica: one more than the largest number of neighbours, if there are as many.
    width: usize,
    /// `[replicas × width]`, rows.
    cells: Vec<u32>,
    /// `[replicas × (width + 1)]`: the sum of the values of the first 0, 1, … cells.
    sums: Vec<f64>,
}

impl Drawn {
    fn draw(
        values: &[f64],
        weights: &SpatialWeights,
        replicas: usize,
        seed: u64,
        progress: &Progress,
    ) -> Result<Self, Cancelled> {
        let most = (0..weights.len()).map(|row| weights.of(row).len()).max().unwrap_or(0);
        let width = (most + 1).min(values.len());
        let mut drawn = Self { width, cells: vec![0; replicas * width], sums: vec![0.0; replicas * (width + 1)] };
        if width == 0 {
            return Ok(drawn);
        }
        progress.begin(replicas as u64);
        let cells = drawn.cells.par_chunks_mut(BATCH * width);
        let sums = drawn.sums.par_chunks_mut(BATCH * (width + 1));
        cells.zip(sums).enumerate().try_for_each(|(batch, (cells, sums))| {
            let pairs = cells.chunks_exact_mut(width).zip(sums.chunks_exact_mut(width + 1));
            for (replica, (cells, sums)) in pairs.enumerate() {
                let mut rng = replica_rng(seed, (batch * BATCH + replica) as u64);
                let order = index::sample(&mut rng, values.len(), width);
                for (position, cell) in order.iter().enumerate() {
                    cells[position] = cell as u32;
                    sums[position + 1] = sums[position] + values[cell];
                }
            }
            progress.advance((cells.len() / width) as u64)
        })?;
        Ok(drawn)
    }

    /// For each number of neighbours that a cell has, the sums of the replicas in ascending order; empty for other numbers.
    fn sorted_sums(&self, weights: &SpatialWeights) -> Vec<Vec<f64>> {
        let mut is_used = vec![false; self.width + 1];
        (0..weights.len()).for_each(|row| is_used[weights.of(row).len()] = true);
        let sums_of = |(k, is_used): (usize, bool)| {
            let mut sums: Vec<f64> = Vec::new();
            if is_used {
                sums.extend(self.sums.iter().skip(k).step_by(self.width + 1));
                sums.sort_unstable_by(f64::total_cmp);
            }
            sums
        };
        is_used.into_par_iter().enumerate().map(sums_of).collect()
    }

    /// The sum of the first `k` cells of a replica that has a cell of value `own` among them, and the sum without it, of the
    /// first `k` others.
    fn sums_with_and_without(&self, replica: usize, k: usize, own: f64) -> (f64, f64) {
        let sums = &self.sums[replica * (self.width + 1)..][..=self.width];
        (sums[k], sums[k + 1] - own)
    }

    fn replicas_by_cell(&self, n: usize) -> ByCell {
        let mut starts = vec![0_usize; n + 1];
        self.cells.iter().for_each(|&cell| starts[cell as usize + 1] += 1);
        for cell in 0..n {
            starts[cell + 1] += starts[cell];
        }
        let (mut next, mut drawn) = (starts.clone(), vec![0_u32; self.cells.len()]);
        for (at, &cell) in self.cells.iter().enumerate() {
            drawn[next[cell as usize]] = at as u32;
            next[cell as usize] += 1;
        }
        ByCell { width: self.width, starts, drawn }
    }
}

/// For each cell the replicas that drew it.
struct ByCell {
    width: usize,
    starts: Vec<usize>,
    /// Position in all draws, replica by replica.
    drawn: Vec<u32>,
}

impl ByCell {
    /// The replicas that drew a cell, and how many they drew before it.
    fn of(&self, cell: usize) -> impl Iterator<Item = (usize, usize)> + '_ {
        let drawn = &self.drawn[self.starts[cell]..self.starts[cell + 1]];
        drawn.iter().map(|&at| (at as usize / self.width, at as usize % self.width))
    }
}
