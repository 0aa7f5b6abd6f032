use rand::RngExt;
use statrs::distribution::{ContinuousCDF, Normal};

use super::comparison::pooled;
use super::estimate::Ground;
use super::parameters::RelativeRiskError;
use super::surface::RelativeRisk;
use crate::analysis::kernel_density::points::Points;
use crate::analysis::{Progress, replica_rng};
use crate::index::{Index, Selection};

/// The incidents and those that they are compared with.
#[derive(Clone, Copy)]
pub(super) struct Sets<'a> {
    pub index: &'a Index,
    pub cases: &'a Selection,
    pub others: &'a Selection,
}

/// The standard score of the ratio at each node, from how many random labellings of the incidents reach it; 0 where nothing is judged.
///
/// Both sets are put together and as many incidents as the selection has are drawn from them, each subset as likely, `replicas`
/// times. p = (1 + m) / (1 + replicas), m being the replicas whose ratio is at least the observed one (upper tail) or at most
/// (lower tail). Two-sided p is twice the smaller, and the score is the normal one with that p.
///
/// Replica k draws from stream k of `seed`. Cost: a density a replica.
///
/// Source: Kelsall J E, Diggle P J (1995), doi:10.2307/3318678, §5.
pub(super) fn random_labelling(
    sets: Sets<'_>,
    ground: &Ground,
    risk: &RelativeRisk,
    judged: &[bool],
    (replicas, seed): (usize, u64),
    progress: &Progress,
) -> Result<Vec<f32>, RelativeRiskError> {
    progress.begin(replicas as u64);
    let Sets { index, cases, others } = sets;
    let pool = pooled(index, cases, others);
    let (mut above, mut below) = (vec![0_u32; judged.len()], vec![0_u32; judged.len()]);
    for replica in 0..replicas {
        let drawn = subset(index.incidents().len(), &pool, cases.len(), seed, replica as u64);
        let density = ground.density(&Points::of(index, &drawn), risk.parameters.bandwidth());
        // The ratio rises with the incidents' part of all that is there, which the labels leave as it is.
        let observed = risk.incidents.values();
        for node in (0..judged.len()).filter(|&node| judged[node]) {
            above[node] += u32::from(density[node] >= observed[node]);
            below[node] += u32::from(density[node] <= observed[node]);
        }
        progress.advance(1)?;
    }
    let normal = Normal::standard();
    let p = |reaching: u32| f64::from(reaching + 1) / (replicas + 1) as f64;
    let score = |node: usize| {
        if !judged[node] {
            return 0.0;
        }
        let (upper, lower) = (p(above[node]), p(below[node]));
        let size = normal.inverse_cdf(1.0 - upper.min(lower).min(0.5));
        if upper < lower { size as f32 } else { -size as f32 }
    };
    Ok((0..judged.len()).map(score).collect())
}

/// `n` rows of `pool`, each subset as likely (selection sampling: Knuth, The Art of Computer Programming 2, algorithm 3.4.2 S).
fn subset(rows: usize, pool: &Selection, n: usize, seed: u64, replica: u64) -> Selection {
    let mut rng = replica_rng(seed, replica);
    let (mut wanted, mut left) = (n as u64, pool.len() as u64);
    let drawn = pool.rows().filter(|_| {
        let take = rng.random_range(0..left) < wanted;
        left -= 1;
        wanted -= u64::from(take);
        take
    });
    Selection::of_rows(rows, drawn)
}
