use rayon::prelude::*;

use crate::analysis::spatial_weights::SpatialWeights;

/// Gi* of every cell.
#[derive(Clone, Debug, PartialEq)]
pub struct GetisOrd {
    /// The sum of the values of each cell and its neighbours, in the unit of the values.
    pub sums: Vec<f64>,
    /// How many standard deviations each sum lies above (hot) or below (cold) what chance gives on average.
    pub z: Vec<f64>,
}

/// The local statistic Gi* of Getis and Ord: how far the sum over a cell and its neighbours lies from what chance gives.
///
/// With x the n values, x̄ their mean and s² = Σx²/n − x̄² their variance, and Wᵢ the number of cells in the neighbourhood of i
/// **with itself** (binary weights, self-weight 1):
///
/// zᵢ = (Σⱼ wᵢⱼ xⱼ − Wᵢ x̄) / (s √((n Wᵢ − Wᵢ²) / (n − 1)))
///
/// **Sign:** above 0 where the neighbourhood holds more than its share, a hot spot; below 0 where it holds less.
///
/// `values` are finite, one a cell, in the order of `weights`' rows. Where no other arrangement of the values could give another
/// sum (all values are equal, or everything is a neighbour) z is 0. z is compared with a normal distribution: with few neighbours
/// and rare, clumped values the true distribution is skewed, so that high z come about more easily than that says;
/// [`conditional_permutations`](super::conditional_permutations()) does without it.
///
/// Cost: one addition a pair of neighbours, on all cores; the same bits for any number of threads.
///
/// Ord and Getis (1995), doi:10.1111/j.1538-4632.1995.tb00912.x, table 1; the same as esda's `G_Local(star=True, transform="B")` and
/// spdep's `localG` with `include.self`. (esda divides by the sum of the values, so that where that is negative its z have the other
/// sign.)
pub fn getis_ord(values: &[f64], weights: &SpatialWeights) -> GetisOrd {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let variance = values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / n;
    let (sums, z) = (0..values.len())
        .into_par_iter()
        .with_min_len(1024)
        .map(|row| {
            let neighbours = weights.of(row);
            let sum = values[row] + neighbours.iter().map(|&other| values[other as usize]).sum::<f64>();
            (sum, deviate(sum, neighbours.len() as f64 + 1.0, n, mean, variance))
        })
        .unzip();
    GetisOrd { sums, z }
}

/// Standard deviations of a sum of `w` of `n` values from its mean over all arrangements.
pub(in crate::analysis) fn deviate(sum: f64, w: f64, n: f64, mean: f64, variance: f64) -> f64 {
    let variance_of_sum = variance * (n * w - w * w) / (n - 1.0);
    if variance_of_sum > 0.0 { (sum - w * mean) / variance_of_sum.sqrt() } else { 0.0 }
}
