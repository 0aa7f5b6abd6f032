use super::coverage::Coverage;
use crate::forecast::{CellCounts, Cells, Past, top_cells};

/// What the cells that a forecast chose held of a period's incidents.
#[derive(Clone, Debug, PartialEq)]
pub struct Score {
    /// Rows of the chosen cells, best first.
    pub chosen: Vec<usize>,
    /// Their area as a part of the ground.
    pub area_fraction: f64,
    /// All incidents of the period, in and out of the cells.
    pub incidents: f64,
    /// Those in the chosen cells.
    pub hits: f64,
    /// The most that as many cells could have held, and their part of the ground.
    pub most_hits: f64,
    pub most_area_fraction: f64,
    /// Cells that were left out although their risk equals that of the last one chosen: the tie-break decided.
    pub tied: usize,
}

impl Score {
    /// n / N, the part of all incidents that the chosen cells held, 0..=1. `None` in a period without incidents.
    pub fn hit_rate(&self) -> Option<f64> {
        (self.incidents > 0.0).then(|| self.hits / self.incidents)
    }

    /// The prediction accuracy index (n / N) / (a / A): how many times as densely the chosen cells held incidents as the ground
    /// did. 1 is chance. `None` in a period without incidents.
    ///
    /// Chainey, S., Tompson, L. and Uhlig, S. (2008), The utility of hotspot mapping for predicting spatial patterns of crime,
    /// Security Journal 21, 4-28, doi:10.1057/palgrave.sj.8350066.
    pub fn pai(&self) -> Option<f64> {
        self.hit_rate().map(|hit_rate| hit_rate / self.area_fraction)
    }

    /// The prediction efficiency index n / n*: the hits as a part of the most that as many cells could have held, 0..=1. `None`
    /// where no cell held an incident.
    ///
    /// Hunt, J. (2016), Do crime hot spots move? Exploring the effects of the modifiable areal unit problem and modifiable temporal
    /// unit problem on crime hot spot stability, American University; used by the challenge of 2017.
    pub fn pei(&self) -> Option<f64> {
        (self.most_hits > 0.0).then(|| self.hits / self.most_hits)
    }

    /// The PAI of the cells that held most, which nobody could know before. `None` in a period without incidents.
    pub fn oracle_pai(&self) -> Option<f64> {
        (self.incidents > 0.0).then(|| self.most_hits / self.incidents / self.most_area_fraction)
    }
}

/// Scores a forecast by what came to pass.
///
/// Chosen are the cells of most `risk` that make up `coverage`; of equal risk those with the higher `tie_break`, then the lower row.
/// `risk` and `tie_break` are `[n_cells]` and finite; N includes incidents outside the cells, which nobody can hit. A period without
/// incidents has a score, but no hit rate. Cost: n_cells, and n log n of the chosen.
pub fn score(cells: &Cells, risk: &[f64], tie_break: &[f64], truth: &CellCounts, coverage: Coverage) -> Score {
    let n = coverage.cells(cells);
    let chosen = top_cells(risk, tie_break, n);
    let most = top_cells(&truth.counts, &truth.counts, n);
    let held = |rows: &[usize]| rows.iter().map(|&row| truth.counts[row]).sum::<f64>();
    let area_fraction =
        |rows: &[usize]| rows.iter().map(|&row| cells.area_km2()[row]).sum::<f64>() / cells.ground_km2();
    let tied = chosen.last().map_or(0, |&last| {
        let as_high = risk.iter().filter(|found| **found >= risk[last]).count();
        as_high - chosen.len()
    });
    Score {
        area_fraction: area_fraction(&chosen),
        incidents: truth.total(),
        hits: held(&chosen),
        most_hits: held(&most),
        most_area_fraction: area_fraction(&most),
        tied,
        chosen,
    }
}

/// All-time counts so far `[n_cells]`, each incident counting 1: what decides between cells of equal risk.
pub fn tie_break(past: Past<'_>) -> Vec<f64> {
    let mut counts = vec![0.0; past.cells().len()];
    let events = past.events();
    for cell in (0..events.len()).filter_map(|event| events.cell(event)) {
        counts[cell] += 1.0;
    }
    counts
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::space::Planar;

    fn squares(n: usize) -> Cells {
        Cells::new(vec![Planar { x: 0.0, y: 0.0 }; n], vec![0.0625; n], 0.0625 * n as f64)
    }

    fn truth(counts: &[f64], outside: f64) -> CellCounts {
        CellCounts { counts: counts.to_vec(), outside }
    }

    /// Ten cells, two chosen: 5 of 20 incidents in a fifth of the ground; the best two held 12.
    #[test]
    fn by_hand() {
        let risk = [0.0, 4.0, 3.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0];
        let truth = truth(&[7.0, 5.0, 0.0, 3.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0], 4.0);
        let found = score(&squares(10), &risk, &risk, &truth, Coverage::Cells(2));
        assert_eq!(
            (found.chosen.as_slice(), found.hits, found.incidents, found.tied),
            ([1, 2].as_slice(), 5.0, 20.0, 0)
        );
        assert_eq!(found.hit_rate(), Some(0.25));
        assert!((found.pai().unwrap() - 1.25).abs() < 1e-12);
        assert!((found.pei().unwrap() - 5.0 / 12.0).abs() < 1e-12);
        assert!((found.oracle_pai().unwrap() - 0.6 / 0.2).abs() < 1e-12);
    }

    #[test]
    fn a_tie_at_the_cut_is_seen() {
        let risk = [1.0, 1.0, 1.0, 2.0];
        let found = score(&squares(4), &risk, &[0.0, 5.0, 0.0, 0.0], &truth(&[1.0; 4], 0.0), Coverage::Cells(2));
        assert_eq!((found.chosen.as_slice(), found.tied), ([3, 1].as_slice(), 2));
    }

    #[test]
    fn no_incident_has_no_rate() {
        let found = score(&squares(4), &[1.0; 4], &[1.0; 4], &truth(&[0.0; 4], 0.0), Coverage::Fraction(0.5));
        assert_eq!((found.hit_rate(), found.pai(), found.pei(), found.oracle_pai()), (None, None, None, None));
        let outside = score(&squares(4), &[1.0; 4], &[1.0; 4], &truth(&[0.0; 4], 3.0), Coverage::Fraction(0.5));
        assert_eq!((outside.pai(), outside.pei(), outside.oracle_pai()), (Some(0.0), None, Some(0.0)));
    }

    proptest! {
        /// All ground has PAI 1 and PEI 1; scaling the risk changes nothing; nobody beats the oracle.
        #[test]
        fn bounds(counts in prop::collection::vec(0_u8..5, 8), risk in prop::collection::vec(0.0..3.0_f64, 8), n in 1_usize..9) {
            let truth = truth(&counts.iter().map(|&count| f64::from(count)).collect::<Vec<_>>(), 0.0);
            prop_assume!(truth.total() > 0.0);
            let cells = squares(8);
            let found = score(&cells, &risk, &risk, &truth, Coverage::Cells(n));
            let doubled: Vec<_> = risk.iter().map(|risk| 2.0 * risk).collect();
            prop_assert_eq!(&found, &score(&cells, &doubled, &doubled, &truth, Coverage::Cells(n)));
            prop_assert!(found.pai() <= found.oracle_pai() && found.pei().unwrap() <= 1.0);
            let all = score(&cells, &risk, &risk, &truth, Coverage::Fraction(1.0));
            prop_assert!((all.pai().unwrap() - 1.0).abs() < 1e-12 && all.pei() == Some(1.0));
        }
    }
}
