use rayon::prelude::*;

use crate::analysis::spatial_weights::SpatialWeights;

/// Local Moran's I of every cell.
#[derive(Clone, Debug, PartialEq)]
pub struct LocalMoran {
    /// Above 0 where a cell is like its neighbours, below 0 where it stands out among them.
    pub i: Vec<f64>,
    /// Standard deviations of I from its mean over all arrangements of the other cells' values.
    pub z: Vec<f64>,
    /// Each cell's value less the mean of all.
    pub deviations: Vec<f64>,
    /// The mean of the neighbours' deviations; 0 without neighbours.
    pub lags: Vec<f64>,
}

/// Anselin's local Moran: whether a cell and its neighbours deviate from the mean in the same direction.
///
/// With dᵢ = xᵢ − x̄, m₂ = Σd²/n and each neighbour weighing 1/kᵢ (row-standardised, **without the cell itself**):
///
/// Iᵢ = dᵢ/m₂ · Σⱼ dⱼ/kᵢ
///
/// z is that of the neighbours' sum T = Σⱼ dⱼ when the cell keeps its value and the others' are drawn without replacement
/// (conditional randomisation): E T = −kᵢdᵢ/(n−1), Var T = kᵢ s₋ᵢ² (1 − (kᵢ−1)/(n−2)) with s₋ᵢ² the variance of the others;
/// z = sign(dᵢ) (T − E T) / √Var T.
///
/// `values` are finite, one a cell, in the order of `weights`' rows. I and z are 0 without neighbours, or where all values are equal.
///
/// Cost: one addition a pair of neighbours, on all cores; the same bits for any number of threads.
///
/// Anselin (1995), doi:10.1111/j.1538-4632.1995.tb00338.x, eq. 12; moments: Sokal, Oden and Thomson (1998),
/// doi:10.1111/j.1538-4632.1998.tb00406.x. I is that of spdep's `localmoran`; esda's is (n−1)/n of it.
pub fn local_moran(values: &[f64], weights: &SpatialWeights) -> LocalMoran {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let deviations: Vec<f64> = values.iter().map(|value| value - mean).collect();
    let squares: f64 = deviations.iter().map(|deviation| deviation * deviation).sum();
    let cells: Vec<(f64, f64, f64)> = (0..values.len())
        .into_par_iter()
        .with_min_len(1024)
        .map(|row| {
            let (own, neighbours) = (deviations[row], weights.of(row));
            let (k, sum) = (neighbours.len() as f64, neighbours.iter().map(|&other| deviations[other as usize]).sum());
            if neighbours.is_empty() || squares == 0.0 {
                return (0.0, 0.0, 0.0);
            }
            (own * n / squares * sum / k, conditional_deviate(own, sum, k, n, squares), sum / k)
        })
        .collect();
    LocalMoran {
        i: cells.iter().map(|cell| cell.0).collect(),
        z: cells.iter().map(|cell| cell.1).collect(),
        lags: cells.iter().map(|cell| cell.2).collect(),
        deviations,
    }
}

fn conditional_deviate(own: f64, sum: f64, k: f64, n: f64, squares: f64) -> f64 {
    let others_mean = -own / (n - 1.0);
    let others_variance = (squares - own * own) / (n - 1.0) - others_mean * others_mean;
    let variance = k * others_variance * (1.0 - (k - 1.0) / (n - 2.0));
    let direction = if own < 0.0 { -1.0 } else { 1.0 };
    if variance > 0.0 { direction * (sum - k * others_mean) / variance.sqrt() } else { 0.0 }
}
