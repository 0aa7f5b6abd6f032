use crate::forecast::features::{Column, Example, Reach};
use crate::forecast::mixture::most_likely_weights;

/// Steps from equal weights; the memories of the whole series are few and alike.
const STEPS: usize = 200;

/// How many incidents all cells have together: Σ weight × what a memory of the whole series says.
///
/// Weights are 0 or more and the most likely for Poisson totals at earlier origins, so that twice the incidents are expected twice, and a
/// burst is no more than what a memory of it says.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Level {
    /// One a column: 0 for what is no memory of the cell's own incidents.
    weights: Vec<f64>,
}

impl Level {
    /// `sums`: each column over all cells at each origin; `counted`: the incidents that followed. Without incidents after any of them, memories
    /// count alike.
    pub(super) fn on(columns: &[Column], sums: &[Vec<f64>], counted: &[f64]) -> Self {
        let is_memory: Vec<bool> = columns
            .iter()
            .map(|column| matches!(column, Column::Incidents { series: 0, reach: Reach::Own, .. }))
            .collect();
        let example = |(sums, counted): (&Vec<f64>, &f64)| {
            let told: Vec<f64> =
                sums.iter().zip(&is_memory).map(|(sum, told)| if *told { *sum } else { 0.0 }).collect();
            Example { counts: vec![*counted], rows: told.iter().map(|sum| *sum as f32).collect(), sums: told }
        };
        let examples: Vec<Example> = sums.iter().zip(counted).map(example).collect();
        let mut weights = most_likely_weights(&examples, columns.len(), STEPS);
        if weights.iter().all(|weight| *weight <= 0.0) {
            let memories = is_memory.iter().filter(|told| **told).count().max(1) as f64;
            weights = is_memory.iter().map(|told| if *told { 1.0 / memories } else { 0.0 }).collect();
        }
        Self { weights }
    }

    /// Expected incidents of all cells, given the columns' sums at an origin.
    pub(super) fn at(&self, sums: &[f64]) -> f64 {
        self.weights.iter().zip(sums).map(|(weight, sum)| weight * sum).sum()
    }

    pub(super) fn weights(&self) -> &[f64] {
        &self.weights
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::forecast::features::Memory;

    fn columns() -> Vec<Column> {
        let own = |memory| Column::Incidents { series: 0, reach: Reach::Own, memory };
        vec![own(Memory::HalfLife(28.0)), Column::Ground, own(Memory::All)]
    }

    #[test]
    fn by_hand() {
        // The second memory is right at both origins, the first at neither.
        let level = Level::on(&columns(), &[vec![2.0, 1.0, 10.0], vec![30.0, 1.0, 10.0]], &[10.0, 10.0]);
        assert!((level.at(&[2.0, 1.0, 10.0]) - 10.0).abs() < 0.5, "{level:?}");
        assert_eq!(level.weights()[1], 0.0, "ground is no memory");
    }

    #[test]
    fn expects_as_many_as_there_were_and_twice_for_twice() {
        let sums = [vec![4.0, 1.0, 6.0], vec![9.0, 1.0, 6.5], vec![3.0, 1.0, 6.2]];
        let level = Level::on(&columns(), &sums, &[5.0, 8.0, 4.0]);
        let expected: f64 = sums.iter().map(|sums| level.at(sums)).sum();
        assert!((expected - 17.0).abs() < 1e-5, "{expected}");
        let twice: Vec<f64> = sums[1].iter().map(|sum| 2.0 * sum).collect();
        assert!((level.at(&twice) / level.at(&sums[1]) - 2.0).abs() < 1e-12);
    }

    #[test]
    fn without_incidents_memories_count_alike() {
        for level in [Level::on(&columns(), &[], &[]), Level::on(&columns(), &[vec![1.0, 1.0, 3.0]], &[0.0])] {
            assert_eq!(level.at(&[1.0, 1.0, 3.0]), 2.0);
        }
    }
}
