use proptest::prelude::*;

use super::*;
use crate::analysis::progress::{Cancelled, Progress};
use crate::analysis::random::replica_rng;
use crate::analysis::spatial_weights::SpatialWeights;
use crate::index::fixture;
use crate::space::{Grid, Metres, Planar};

/// Neighbours within 15 of the points (10, 10), (20, 10), (40, 10), (15, 20), (30, 20), (30, 30).
fn six_points() -> SpatialWeights {
    SpatialWeights::of_lists([&[1, 3][..], &[0, 3, 4], &[4], &[0, 1, 4], &[1, 2, 3, 5], &[4]])
}

const SIX: [f64; 6] = [2.0, 3.0, 3.2, 5.0, 8.0, 7.0];

/// Squares in a square, queen contiguity.
fn lattice(side: usize) -> SpatialWeights {
    let lists: Vec<Vec<u32>> = (0..side * side)
        .map(|row| {
            let near = |a: usize, b: usize| a.abs_diff(b) <= 1;
            let others = (0..side * side).filter(|&other| other != row);
            let others = others.filter(|&other| near(other / side, row / side) && near(other % side, row % side));
            others.map(|other| other as u32).collect()
        })
        .collect();
    SpatialWeights::of_lists(lists.iter().map(Vec::as_slice))
}

fn checked(change: impl FnOnce(&mut HotSpotParameters)) -> CheckedHotSpots {
    let mut parameters = HotSpotParameters::default();
    change(&mut parameters);
    parameters.check().unwrap()
}

fn find(counts: &[f64], weights: &SpatialWeights, parameters: &CheckedHotSpots) -> HotSpots {
    hot_spots(counts, None, weights, parameters, &Progress::new()).unwrap()
}

/// A flat county of 20 × 20 cells with one busy corner.
fn busy_corner() -> Vec<f64> {
    (0..400).map(|row| f64::from(u8::from(row / 20 < 3 && row % 20 < 3)) * 20.0 + (row % 3) as f64).collect()
}

#[test]
fn four_cells_in_a_line_by_hand() {
    let weights = SpatialWeights::of_lists([&[1][..], &[0, 2], &[1, 3], &[2]]);
    let values = [4.0, 0.0, 0.0, 0.0];
    // Mean 1, variance 3; the first sum is 4 of 2 cells: (4 − 2) / √(3 (4·2 − 4) / 3). The third is 0 of 3: −3 / √3.
    let found = getis_ord(&values, &weights);
    assert_eq!(found.sums, [4.0, 4.0, 0.0, 0.0]);
    assert_eq!(found.z[0], 1.0);
    assert!((found.z[2] + 3.0_f64.sqrt()).abs() < 1e-15);
    // Deviations 3, −1, −1, −1, m₂ = 3: I = 3/3 · −1 and −1/3 · (3 − 1)/2.
    let moran = local_moran(&values, &weights);
    assert_eq!(&moran.i[..2], [-1.0, -1.0 / 3.0]);
}

#[test]
fn six_points_as_esda() {
    // esda 2.9.0: G_Local(y, DistanceBand(points, 15), transform="B", star=True).Zs; Moran_Local(y, w).Is · n/(n−1), EIc, VIc.
    let gi = [
        -1.3972762620115442,
        -0.2891776156271273,
        0.6506496351610379,
        -0.2891776156271273,
        1.2345208835198738,
        2.024243309389896,
    ];
    let moran = [0.32926829268292696, -0.08885017421602777, -0.8623693379790942, -0.019163763066202096];
    let (mean, variance) = (-0.30480836236933806, 0.4767755053478858);
    let found = getis_ord(&SIX, &six_points());
    assert!(found.z.iter().zip(gi).all(|(ours, theirs)| (ours - theirs).abs() < 1e-12), "{found:?}");
    let found = local_moran(&SIX, &six_points());
    assert!(found.i.iter().zip(moran).all(|(ours, theirs)| (ours - theirs * 6.0 / 5.0).abs() < 1e-12), "{found:?}");
    // The first point is below average: its I is a negative multiple of its neighbours' sum.
    assert!((found.z[0] - (found.i[0] - mean) / f64::sqrt(variance)).abs() < 1e-12, "{found:?}");
}

#[test]
fn rates_as_esda() {
    // esda 2.9.0: assuncao_rate([3, 0, 5, 10, 2, 7], [100, 50, 200, 150, 80, 300]).
    let theirs = [
        -0.034066722561372186,
        -1.1535933668667053,
        -0.36140906176637955,
        2.083513700705935,
        -0.2600782433051496,
        -0.5248613455010486,
    ];
    let counts = [3.0, 0.0, 5.0, 10.0, 2.0, 7.0];
    let found = empirical_bayes_rates(&counts, &[100.0, 50.0, 200.0, 150.0, 80.0, 300.0]);
    assert!(found.iter().zip(theirs).all(|(ours, theirs)| (ours - theirs).abs() < 1e-12), "{found:?}");
    assert_eq!(empirical_bayes_rates(&[0.0; 2], &[5.0, 7.0]), [0.0; 2]);
}

/// The part of all ways to give cell `row`'s neighbours other cells' values whose sum is at least, and at most, the real one.
fn enumerated(values: &[f64], weights: &SpatialWeights, row: usize) -> (f64, f64) {
    let neighbours = weights.of(row);
    let real: f64 = neighbours.iter().map(|&other| values[other as usize]).sum();
    let (mut all, mut high, mut low) = (0.0, 0.0, 0.0);
    for set in 0_u32..1 << values.len() {
        if set.count_ones() as usize == neighbours.len() && set >> row & 1 == 0 {
            let sum: f64 = (0..values.len()).filter(|cell| set >> cell & 1 == 1).map(|cell| values[cell]).sum();
            all += 1.0;
            high += f64::from(u8::from(sum >= real - 1e-9));
            low += f64::from(u8::from(sum <= real + 1e-9));
        }
    }
    (high / all, low / all)
}

#[test]
fn permutations_give_the_shares_of_all_arrangements() {
    let weights = six_points();
    for values in [SIX, [0.0, 0.0, 1.0, 0.0, 2.0, 1.0]] {
        let replicas = 40_000;
        let tails = conditional_permutations(&values, &weights, replicas, 7, &Progress::new()).unwrap();
        for row in 0..6 {
            let (high, low) = enumerated(&values, &weights, row);
            // Four standard errors of a share of 40,000 are at most 0.01.
            let share = |count: u32| f64::from(count) / replicas as f64;
            assert!((share(tails.at_least[row]) - high).abs() < 0.01, "{row}: {tails:?} {high}");
            assert!((share(tails.at_most[row]) - low).abs() < 0.01, "{row}: {tails:?} {low}");
        }
    }
}

#[test]
fn the_same_bits_for_any_number_of_threads() {
    let (weights, values) = (lattice(20), busy_corner());
    let parameters = checked(|parameters| parameters.permutations = 999);
    let with = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| find(&values, &weights, &parameters))
    };
    assert_eq!(with(1), with(2));
    assert_eq!(with(1), with(8));
    let other = checked(|parameters| (parameters.permutations, parameters.seed) = (999, 2));
    assert_ne!(find(&values, &weights, &other).cells, with(1).cells);
}

#[test]
fn a_busy_corner_is_hot_and_nothing_else() {
    let (weights, values) = (lattice(20), busy_corner());
    for permutations in [0, 9_999] {
        let found = find(&values, &weights, &checked(|parameters| parameters.permutations = permutations));
        for cell in &found.cells {
            let (line, column) = (cell.row / 20, cell.row % 20);
            if line < 3 && column < 3 {
                assert!(cell.class.is_hot(), "{cell:?}");
                assert!(cell.is_significant && cell.z > 2.0, "{cell:?}");
            } else if line > 3 || column > 3 {
                assert!(!cell.class.is_hot(), "{cell:?}");
            }
        }
        let evidence = crate::analysis::finding::Evidence { incidents: found.incidents, snapped: 0, hours_unknown: 0 };
        let reading = found.reading(&evidence);
        assert!(reading.statement.contains("of 400 cells"), "{reading:?}");
    }
}

#[test]
fn a_busy_cell_among_quiet_ones_is_not_hot() {
    // Ten everywhere, none around cell 0, which holds 60: its sum is above the mean of four cells, its neighbours' as low as can be.
    let mut values = vec![10.0; 400];
    values[0] = 60.0;
    for quiet in [1, 20, 21] {
        values[quiet] = 0.0;
    }
    let parameters = checked(|parameters| (parameters.permutations, parameters.correction) = (999, Correction::None));
    let found = find(&values, &lattice(20), &parameters);
    assert!(found.cells[0].z > 0.0 && found.cells[0].p == 1.0, "{:?}", found.cells[0]);
    assert_eq!(found.cells[0].class, SpotClass::None);
}

#[test]
fn quadrants_of_local_moran() {
    let (weights, mut values) = (lattice(20), busy_corner());
    values[21] = 0.0;
    let parameters = checked(|parameters| {
        (parameters.statistic, parameters.correction) = (Statistic::LocalMoran, Correction::None);
    });
    let found = find(&values, &weights, &parameters);
    assert_eq!(found.cells[0].class, SpotClass::HighHigh);
    assert_eq!(found.cells[21].class, SpotClass::LowHigh);
    assert!(found.cells[0].local_moran > Some(0.0) && found.cells[21].local_moran < Some(0.0));
}

#[test]
fn chance_alone_gives_no_more_discoveries_than_the_rate() {
    // 50 flat counties of independent cells: a discovery in any is false. Correction lets that happen in 5 % of them.
    let weights = lattice(12);
    let mut uncorrected = 0;
    let mut false_counties = 0;
    for county in 0..50 {
        let mut rng = replica_rng(11, county);
        let values: Vec<f64> = (0..144).map(|_| rand::RngExt::random_range(&mut rng, 0..6) as f64).collect();
        let found = find(&values, &weights, &checked(|_| {}));
        false_counties += usize::from(found.cells.iter().any(|cell| cell.is_significant));
        let plain = find(&values, &weights, &checked(|parameters| parameters.correction = Correction::None));
        let at_95 = |class: SpotClass| {
            !matches!(
                class,
                SpotClass::None | SpotClass::Hot(Confidence::Percent90) | SpotClass::Cold(Confidence::Percent90)
            )
        };
        uncorrected += plain.cells.iter().filter(|cell| at_95(cell.class)).count();
    }
    // Four standard errors above 2.5 counties.
    assert!(false_counties <= 8, "{false_counties}");
    // 5 % of 7,200 cells are 360; neighbours are dependent, so within a third.
    assert!((240..480).contains(&uncorrected), "{uncorrected}");
}

#[test]
fn nothing_and_everything_the_same() {
    let weights = lattice(5);
    for counts in [[0.0; 25], [4.0; 25]] {
        for (statistic, permutations) in
            [(Statistic::GetisOrd, 0), (Statistic::GetisOrd, 99), (Statistic::LocalMoran, 0)]
        {
            let parameters = checked(|parameters| {
                (parameters.statistic, parameters.permutations) = (statistic, permutations);
            });
            let found = find(&counts, &weights, &parameters);
            assert!(found.cells.iter().all(|cell| cell.z == 0.0 && cell.p == 1.0 && cell.class == SpotClass::None));
            assert_eq!(found.p_threshold, None);
        }
    }
    let alone = SpatialWeights::of_lists([&[][..]; 5]);
    let found = find(&[1.0, 0.0, 0.0, 0.0, 9.0], &alone, &checked(|parameters| parameters.permutations = 99));
    assert!(found.cells.iter().all(|cell| cell.p == 1.0));
    let few = hot_spots(&[1.0; 3], None, &SpatialWeights::of_lists([&[][..]; 3]), &checked(|_| {}), &Progress::new());
    assert_eq!(few, Err(HotSpotError::TooFewCells(3)));
}

#[test]
fn what_makes_no_sense_is_refused() {
    for permutations in [1, 98, 100_000] {
        assert!(HotSpotParameters { permutations, ..HotSpotParameters::default() }.check().is_err());
    }
    for discovery_rate in [0.0, 1.0, f64::NAN] {
        assert!(HotSpotParameters { discovery_rate, ..HotSpotParameters::default() }.check().is_err());
    }
    let cancelled = Progress::new();
    cancelled.cancel();
    let parameters = checked(|parameters| parameters.permutations = 999);
    let given_up = hot_spots(&[1.0; 25], None, &lattice(5), &parameters, &cancelled);
    assert_eq!(given_up, Err(HotSpotError::Cancelled(Cancelled)));
}

#[test]
fn residents_are_spread_and_none_is_lost() {
    let index = fixture::index(&[]);
    let layer = &index.layers()[0];
    for side in [900.0, 40_000.0] {
        let grid = Grid::square(index.study_area(), Metres(side), Planar { x: 0.0, y: 0.0 }, 0.0).unwrap();
        let residents = residents_by_cell(&grid, layer);
        assert!((residents.iter().sum::<f64>() - 2000.0).abs() < 1e-6);
    }
}

#[test]
fn rates_leave_out_cells_where_nobody_lives() {
    let mut residents = vec![100.0; 400];
    residents[0] = 0.0;
    let found = hot_spots(&busy_corner(), Some(&residents), &lattice(20), &checked(|_| {}), &Progress::new()).unwrap();
    assert_eq!((found.cells.len(), found.cells[0].row, found.is_rate), (399, 1, true));
    assert!(found.cells.iter().any(|cell| cell.class.is_hot()));
}

proptest! {
    #[test]
    fn more_everywhere_changes_nothing_and_less_is_the_opposite(values in prop::collection::vec(0_u8..20, 36)) {
        let weights = lattice(6);
        let counts: Vec<f64> = values.iter().map(|&value| f64::from(value)).collect();
        let found = getis_ord(&counts, &weights);
        let raised = getis_ord(&counts.iter().map(|count| 3.0 * count + 7.0).collect::<Vec<_>>(), &weights);
        let mirrored = getis_ord(&counts.iter().map(|count| -count).collect::<Vec<_>>(), &weights);
        for row in 0..36 {
            prop_assert!((found.z[row] - raised.z[row]).abs() < 1e-9);
            prop_assert!((found.z[row] + mirrored.z[row]).abs() < 1e-9);
        }
    }
}
