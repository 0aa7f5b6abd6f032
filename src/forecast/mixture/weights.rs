use std::array;

use multiversion::multiversion;
use rayon::prelude::*;

use crate::forecast::features::Example;

/// Rows of one task: fixed, so that sums are the same for any number of threads.
const ROWS_A_TASK: usize = 512;

const ROWS_AT_ONCE: usize = 8;

/// A floor for the risk of a cell where something happened that no column knows of.
const LEAST_RISK: f64 = 1e-12;

/// Weights w ≥ 0 of columns f that make Poisson counts y of mean λ = Σ w_k f_k most likely, by `steps` of expectation and maximisation.
///
/// w_k ← w_k Σ_i (y_i / λ_i) f_ki / Σ_i f_ki, from equal weights that expect as many incidents as there were. The likelihood is concave and
/// never falls; every step expects exactly as many incidents as there were. Stopping early keeps like columns alike.
///
/// `examples`: cells with incidents and the columns' sums over all cells, of several origins. Returns a weight a column, 0 for one that is 0
/// everywhere. Without incidents all are 0. Cost: steps × cells with incidents × columns. Source: Shepp and Vardi 1982,
/// doi:10.1109/TMI.1982.4307558, equation 2.12 (EM for emission tomography).
pub(in crate::forecast) fn most_likely_weights(examples: &[Example], columns: usize, steps: usize) -> Vec<f64> {
    let sums =
        (0..columns).map(|column| examples.iter().map(|example| example.sums[column]).sum::<f64>()).collect::<Vec<_>>();
    let incidents: f64 = examples.iter().flat_map(|example| &example.counts).sum();
    let told: f64 = sums.iter().sum();
    if incidents <= 0.0 || told <= 0.0 {
        return vec![0.0; columns];
    }
    let rows: Vec<(&[f32], f64)> = examples
        .iter()
        .flat_map(|example| example.rows.chunks_exact(columns).zip(example.counts.iter().copied()))
        .collect();
    let mut weights: Vec<f64> = sums.iter().map(|sum| if *sum > 0.0 { incidents / told } else { 0.0 }).collect();
    for _ in 0..steps {
        let pulls: Vec<Vec<f64>> = rows.par_chunks(ROWS_A_TASK).map(|rows| pulled(rows, &weights)).collect();
        for (column, weight) in weights.iter_mut().enumerate() {
            let pull: f64 = pulls.iter().map(|pull| pull[column]).sum();
            *weight *= if sums[column] > 0.0 { pull / sums[column] } else { 0.0 };
        }
    }
    weights
}

/// Σ (y / λ) f of some rows.
///
/// Eight rows' risks are summed side by side, as each sum waits for its last addition; every sum keeps the order of the columns, and a
/// pull that of the rows.
#[multiversion(targets("x86_64+avx512f+avx512vl", "x86_64+avx2"))]
fn pulled(rows: &[(&[f32], f64)], weights: &[f64]) -> Vec<f64> {
    let mut pull = vec![0.0; weights.len()];
    for rows in rows.chunks(ROWS_AT_ONCE) {
        let together: [&[f32]; ROWS_AT_ONCE] = array::from_fn(|row| &rows[row.min(rows.len() - 1)].0[..weights.len()]);
        let mut risks = [0.0; ROWS_AT_ONCE];
        for (column, weight) in weights.iter().enumerate() {
            for (risk, values) in risks.iter_mut().zip(together) {
                *risk += f64::from(values[column]) * weight;
            }
        }
        for ((values, count), risk) in rows.iter().zip(risks) {
            let ratio = count / risk.max(LEAST_RISK);
            pull.iter_mut().zip(*values).for_each(|(pull, value)| *pull += ratio * f64::from(*value));
        }
    }
    pull
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every cell of one origin is a row; `cells` has the columns of each.
    fn example(cells: &[(&[f32], f64)]) -> Example {
        let columns = cells[0].0.len();
        let happened: Vec<_> = cells.iter().filter(|(_, count)| *count > 0.0).collect();
        Example {
            counts: happened.iter().map(|(_, count)| *count).collect(),
            rows: happened.iter().flat_map(|(row, _)| row.iter().copied()).collect(),
            sums: (0..columns).map(|column| cells.iter().map(|(row, _)| f64::from(row[column])).sum()).collect(),
        }
    }

    #[test]
    fn apart_columns_by_hand() {
        // Each column tells of its own cell: the weight is incidents / what the column says.
        let example = example(&[(&[2.0, 0.0], 6.0), (&[0.0, 4.0], 2.0)]);
        let weights = most_likely_weights(&[example], 2, 50);
        assert!((weights[0] - 3.0).abs() < 1e-12 && (weights[1] - 0.5).abs() < 1e-12, "{weights:?}");
    }

    /// scipy 1.17.1, optimize.minimize(method="L-BFGS-B", bounds=[(0, None)] * 2, ftol 1e-16, gtol 1e-12) of Σ λ − Σ y ln λ.
    #[test]
    fn agrees_with_a_general_optimiser() {
        let cells: [(&[f32], f64); 5] =
            [(&[1.0, 0.2], 1.0), (&[3.0, 0.4], 2.0), (&[0.5, 2.0], 3.0), (&[0.1, 1.0], 1.0), (&[2.0, 0.0], 0.0)];
        let weights = most_likely_weights(&[example(&cells)], 2, 3000);
        // Their optimiser stops within 1e-6 of the best weights.
        assert!((weights[0] - 0.277_834_26).abs() < 2e-6 && (weights[1] - 1.435_081_64).abs() < 2e-6, "{weights:?}");
    }

    #[test]
    fn expects_as_many_as_there_were_and_needs_no_order() {
        let cells: [(&[f32], f64); 3] = [(&[1.0, 0.5], 4.0), (&[0.3, 0.9], 1.0), (&[0.2, 0.2], 2.0)];
        let turned = [cells[2], cells[0], cells[1]];
        let (one, other) = (example(&cells), example(&turned));
        let weights = most_likely_weights(std::slice::from_ref(&one), 2, 20);
        let expected: f64 = weights.iter().zip(&one.sums).map(|(weight, sum)| weight * sum).sum();
        assert!((expected - 7.0).abs() < 1e-9);
        let again = most_likely_weights(&[other], 2, 20);
        assert!(weights.iter().zip(again).all(|(one, other)| (one - other).abs() < 1e-9));
    }

    #[test]
    fn nothing_happened_or_nothing_is_known() {
        assert_eq!(most_likely_weights(&[], 2, 5), [0.0, 0.0]);
        assert_eq!(most_likely_weights(&[example(&[(&[1.0, 1.0], 0.0)])], 2, 5), [0.0, 0.0]);
        let blind = most_likely_weights(&[example(&[(&[1.0, 0.0], 3.0)])], 2, 5);
        assert!((blind[0] - 3.0).abs() < 1e-12 && blind[1] == 0.0);
    }

    #[test]
    fn the_same_bits_for_any_number_of_threads() {
        let cells: Vec<(Vec<f32>, f64)> = (0..3000)
            .map(|cell| (vec![(cell % 7) as f32 + 0.1, (cell % 11) as f32 * 0.3, 1.0], f64::from(cell % 5)))
            .collect();
        let borrowed: Vec<(&[f32], f64)> = cells.iter().map(|(row, count)| (row.as_slice(), *count)).collect();
        let example = example(&borrowed);
        let with = |threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| most_likely_weights(std::slice::from_ref(&example), 3, 10))
        };
        assert_eq!(with(1), with(2));
        assert_eq!(with(1), with(8));
    }
}
