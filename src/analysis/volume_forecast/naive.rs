use super::model::{History, YEAR, count_of};
use super::paths::{Paths, draw};
use crate::analysis::replica_rng;

/// Draws futures that only repeat: the month of the last year, moved by a difference between years of the past for each year ahead.
///
/// What any forecast has to beat. On the scale of the logarithm of the daily rate: `yₕ = y₍ₕ₋₁₂ₖ₎ + Σ dᵢ`, i from 1 to k, with k the years
/// ahead (1 for the first twelve months) and `d` drawn with replacement from the differences between a month and the same one a year
/// before. `None` with fewer than 13 months.
pub(super) fn repeating_paths(history: &History, paths: usize, seed: u64) -> Option<Paths> {
    let (n, ahead) = (history.counts.len(), history.days_ahead.len());
    if n <= YEAR || ahead == 0 {
        return None;
    }
    let log_rates = history.log_rates();
    let differences: Vec<f64> = (YEAR..n).map(|month| log_rates[month] - log_rates[month - YEAR]).collect();
    let mut values = Vec::with_capacity(paths * ahead);
    for path in 0..paths {
        let mut rng = replica_rng(seed, path as u64);
        for month in 0..ahead {
            let moved: f64 = (0..=month / YEAR).map(|_| draw(&differences, &mut rng)).sum();
            values.push(count_of(log_rates[n - YEAR + month % YEAR] + moved, history.days_ahead[month]));
        }
    }
    Some(Paths::new(ahead, values))
}
