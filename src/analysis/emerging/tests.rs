use rand::RngExt;

use super::class::History;
use super::overlap::variance_factor;
use super::scores::Scores;
use super::*;
use crate::analysis::finding::Evidence;
use crate::analysis::hot_spots::getis_ord;
use crate::analysis::mann_kendall::trend_without_slope;
use crate::analysis::progress::{Cancelled, Progress};
use crate::analysis::random::replica_rng;
use crate::analysis::spatial_weights::SpatialWeights;
use crate::index::Cube;

const SIDE: usize = 8;
const CELLS: usize = SIDE * SIDE;
const PERIODS: usize = 24;

/// Squares in a square, queen contiguity.
fn lattice() -> SpatialWeights {
    let lists: Vec<Vec<u32>> = (0..CELLS)
        .map(|row| {
            let near = |a: usize, b: usize| a.abs_diff(b) <= 1;
            let is_neighbour =
                |other: &usize| *other != row && near(other / SIDE, row / SIDE) && near(other % SIDE, row % SIDE);
            (0..CELLS).filter(is_neighbour).map(|other| other as u32).collect()
        })
        .collect();
    SpatialWeights::of_lists(lists.iter().map(Vec::as_slice))
}

fn cube(count: impl Fn(usize, usize) -> f64) -> Cube {
    let bins = (0..CELLS).flat_map(|cell| (0..PERIODS).map(move |period| (cell, period)));
    let shares = bins.map(|(cell, period)| (cell as u32, period as u32, count(cell, period)));
    Cube::of_shares(CELLS, PERIODS, shares.filter(|share| share.2 != 0.0).collect())
}

/// Counts of 0 to 3 without any pattern.
fn noise(seed: u64) -> Vec<f64> {
    let mut rng = replica_rng(seed, 0);
    (0..CELLS * PERIODS).map(|_| f64::from(rng.random_range(0_u8..4))).collect()
}

/// Noise, and `planted` incidents more in each bin of cell 27 and those around it.
fn planted(planted: impl Fn(usize) -> f64) -> Cube {
    let noise = noise(5);
    cube(|cell, period| {
        let is_near = (cell / SIDE).abs_diff(3) <= 1 && (cell % SIDE).abs_diff(3) <= 1;
        noise[cell * PERIODS + period] + if is_near { planted(period) } else { 0.0 }
    })
}

fn checked(null: Null, span: usize) -> CheckedEmerging {
    EmergingParameters { null, span, discovery_rate: 0.05 }.check().unwrap()
}

fn find(cube: &Cube, null: Null) -> EmergingHotSpots {
    emerging_hot_spots(cube, &lattice(), &checked(null, 1), &Progress::new()).unwrap()
}

/// The class of the middle of what was planted.
fn middle(found: &EmergingHotSpots) -> String {
    found.cells[3 * SIDE + 3].class.map_or("none".to_owned(), EmergingClass::slug)
}

#[test]
fn one_incident_by_hand() {
    let alone = SpatialWeights::of_lists([&[][..]; CELLS]);
    let found = cube(|cell, period| f64::from(u8::from(cell == 9 && period == PERIODS - 1)));
    let found = emerging_hot_spots(&found, &alone, &checked(Null::WholeCube, 0), &Progress::new()).unwrap();
    // One bin of 1,536 holds 1: (1 − m) / √(m − m²), m = 1/1536.
    let m: f64 = 1.0 / 1536.0;
    assert!((found.cells[9].latest_z - (1.0 - m) / (m - m * m).sqrt()).abs() < 1e-9);
    assert_eq!(found.cells[9].class.map(EmergingClass::slug).as_deref(), Some("new-hot"));
    assert_eq!((found.cells[9].count, found.cells[9].run_periods, found.cells[8].class), (1.0, 1, None));
}

#[test]
fn scores_as_gi_star_of_all_bins() {
    // Gi* itself is held against esda and spdep; here the cube is one long list of bins with its neighbours written out.
    let (values, weights, span) = (noise(3), lattice(), 2);
    let cube = cube(|cell, period| values[cell * PERIODS + period]);
    let lists: Vec<Vec<u32>> = (0..CELLS * PERIODS)
        .map(|bin| {
            let (cell, period) = (bin / PERIODS, bin % PERIODS);
            let cells = weights.of(cell).iter().map(|&other| other as usize).chain([cell]);
            let bins = cells.flat_map(|cell| (period.saturating_sub(span)..=period).map(move |at| cell * PERIODS + at));
            bins.filter(|&other| other != bin).map(|other| other as u32).collect()
        })
        .collect();
    let expected = getis_ord(&values, &SpatialWeights::of_lists(lists.iter().map(Vec::as_slice))).z;
    let scores = Scores::new(&cube, &weights, Null::WholeCube, span);
    let mut z = vec![0.0; scores.periods()];
    for cell in 0..CELLS {
        scores.of(cell, &mut z);
        let expected = &expected[cell * PERIODS + span..(cell + 1) * PERIODS];
        assert!(z.iter().zip(expected).all(|(ours, theirs)| (ours - theirs).abs() < 1e-9));
    }
    // Without a span, each step is a map of its own.
    let scores = Scores::new(&cube, &weights, Null::Step, 0);
    let of_step =
        |period| getis_ord(&(0..CELLS).map(|cell| values[cell * PERIODS + period]).collect::<Vec<_>>(), &weights).z;
    let mut z = vec![0.0; scores.periods()];
    scores.of(20, &mut z);
    assert!((0..PERIODS).all(|period| (z[period] - of_step(period)[20]).abs() < 1e-9));
}

#[test]
fn sixteen_definitions() {
    let class = |hot, cold, run, last, trend| {
        EmergingClass::of(&History { periods: 20, hot, cold, run, last }, trend)
            .map_or("none".to_owned(), EmergingClass::slug)
    };
    let (hot, cold) = (Some(Direction::Hot), Some(Direction::Cold));
    let (rising, falling) = (Some(Trend::Rising), Some(Trend::Falling));
    for (found, expected) in [
        (class(1, 0, 1, hot, None), "new-hot"),
        (class(1, 3, 1, hot, None), "new-hot"),
        (class(4, 0, 4, hot, rising), "consecutive-hot"),
        (class(18, 0, 5, hot, rising), "intensifying-hot"),
        (class(20, 0, 20, hot, None), "persistent-hot"),
        (class(19, 0, 19, hot, falling), "diminishing-hot"),
        (class(5, 0, 2, hot, None), "sporadic-hot"),
        (class(5, 1, 2, hot, None), "oscillating-hot"),
        (class(18, 0, 0, None, falling), "historical-hot"),
        (class(17, 0, 0, None, None), "none"),
        (class(0, 0, 0, None, rising), "none"),
        (class(0, 1, 1, cold, None), "new-cold"),
        (class(0, 2, 2, cold, None), "consecutive-cold"),
        (class(0, 20, 20, cold, falling), "intensifying-cold"),
        (class(0, 20, 20, cold, None), "persistent-cold"),
        (class(0, 20, 20, cold, rising), "diminishing-cold"),
        (class(0, 5, 1, cold, None), "sporadic-cold"),
        (class(2, 5, 1, cold, None), "oscillating-cold"),
        (class(0, 19, 0, None, None), "historical-cold"),
    ] {
        assert_eq!(found, expected);
    }
    let slugs: Vec<String> = EmergingClass::all().map(EmergingClass::slug).collect();
    assert_eq!((slugs.len(), slugs[0].as_str(), slugs[15].as_str()), (16, "new-hot", "historical-cold"));
    assert!(EmergingClass::all().all(|class| class.label().ends_with("spot")));
    let documented = include_str!("../../../docs/hot-spots.md");
    for class in EmergingClass::all() {
        let line = format!("| `{}` | {} |", class.slug(), class.meaning());
        assert!(documented.contains(&line), "docs/hot-spots.md lacks {line}");
    }
}

#[test]
fn what_is_planted_is_found() {
    for null in [Null::WholeCube, Null::Step] {
        let since = |first: usize| move |period: usize| if period >= first { 6.0 } else { 0.0 };
        assert_eq!(middle(&find(&planted(since(18)), null)), "consecutive-hot");
        assert_eq!(middle(&find(&planted(|_| 6.0), null)), "persistent-hot");
        assert_eq!(middle(&find(&planted(|period| 4.0 + period as f64), null)), "intensifying-hot");
        assert_eq!(middle(&find(&planted(|period| 30.0 - period as f64), null)), "diminishing-hot");
        assert_eq!(
            middle(&find(&planted(|period| if period % 6 < 3 || period > 21 { 6.0 } else { 0.0 }), null)),
            "sporadic-hot"
        );
        assert_eq!(middle(&find(&planted(|period| if period < 22 { 6.0 } else { 0.0 }), null)), "historical-hot");
        let found = find(&planted(since(18)), null);
        assert!(found.cells[3 * SIDE + 3].is_emerging());
        let evidence = Evidence { incidents: found.incidents as usize, snapped: 0, hours_unknown: 0 };
        assert!(found.reading(&evidence).statement.contains("new or growing"), "{:?}", found.reading(&evidence));
    }
}

#[test]
fn a_busy_season_is_hot_in_the_whole_cube_and_not_in_its_own_step() {
    let noise = noise(8);
    let summer = cube(|cell, period| noise[cell * PERIODS + period] + if period >= 20 { 4.0 } else { 0.0 });
    let hot = |null| find(&summer, null).cells.iter().filter(|cell| cell.class.is_some()).count();
    assert!(hot(Null::WholeCube) > CELLS / 2, "{}", hot(Null::WholeCube));
    assert_eq!(hot(Null::Step), 0);
}

#[test]
fn chance_alone_seldom_makes_a_spot() {
    // 40 cubes of noise; any hot or cold bin is false, which correction lets happen in 5 % of them: four standard errors above 2.
    let mut false_cubes = 0;
    for seed in 100..140 {
        let values = noise(seed);
        let found = find(&cube(|cell, period| values[cell * PERIODS + period]), Null::WholeCube);
        false_cubes += usize::from(found.cells.iter().any(|cell| cell.hot_periods + cell.cold_periods > 0));
    }
    assert!(false_cubes <= 7, "{false_cubes}");
}

#[test]
fn overlapping_sums_have_no_more_trends_than_chance() {
    let (n, series) = (60, 2000);
    let mut beyond = [0, 0];
    let factors = [variance_factor(n, 3), 1.0];
    for replica in 0..series {
        let mut rng = replica_rng(2, replica);
        let values: Vec<f64> = (0..n + 2).map(|_| rng.random_range(0.0..1.0)).collect();
        let sums: Vec<f64> = values.windows(3).map(|window| window.iter().sum()).collect();
        for (beyond, factor) in beyond.iter_mut().zip(factors) {
            *beyond += u32::from(trend_without_slope(&sums, factor).abs() > 1.96);
        }
    }
    // 5 % of 2,000 are 100, give or take four standard errors; uncorrected it is some 20 %.
    assert!((60..140).contains(&beyond[0]), "{beyond:?}");
    assert!(beyond[1] > 250, "{beyond:?}");
    assert_eq!(variance_factor(60, 1), 1.0);
}

#[test]
fn the_same_bits_for_any_number_of_threads() {
    let cube = planted(|period| period as f64 / 3.0);
    let with = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| find(&cube, Null::Step))
    };
    assert_eq!(with(1), with(2));
    assert_eq!(with(1), with(8));
}

#[test]
fn nothing_at_all_and_what_is_refused() {
    let nothing = cube(|_, _| 0.0);
    for null in [Null::WholeCube, Null::Step] {
        let found = find(&nothing, null);
        assert!(found.cells.iter().all(|cell| cell.class.is_none() && cell.trend_p == 1.0 && cell.latest_z == 0.0));
        assert_eq!((found.p_threshold, found.trend_p_threshold, found.periods), (None, None, PERIODS - 1));
    }
    assert!(EmergingParameters { span: 13, ..EmergingParameters::default() }.check().is_err());
    assert!(EmergingParameters { discovery_rate: 0.0, ..EmergingParameters::default() }.check().is_err());
    let short = Cube::of_shares(CELLS, 7, Vec::new());
    let refused = emerging_hot_spots(&short, &lattice(), &checked(Null::Step, 0), &Progress::new());
    assert_eq!(refused, Err(EmergingError::TooFewPeriods(7)));
    let cancelled = Progress::new();
    cancelled.cancel();
    let given_up = emerging_hot_spots(&nothing, &lattice(), &checked(Null::Step, 0), &cancelled);
    assert_eq!(given_up, Err(EmergingError::Cancelled(Cancelled)));
}
