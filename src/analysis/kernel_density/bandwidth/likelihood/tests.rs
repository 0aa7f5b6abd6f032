use super::*;
use crate::index::fixture::uniform;
use crate::space::Planar;

fn with_points<T>(places: &[(f32, f32)], ask: impl FnOnce(&Points<'_>) -> T) -> T {
    let (x, y): (Vec<f32>, Vec<f32>) = places.iter().copied().unzip();
    ask(&Points { origin: Planar { x: 0.0, y: 0.0 }, x: &x, y: &y, selection: None })
}

fn best(places: &[(f32, f32)], low: f64, high: f64) -> LikelihoodBandwidth {
    with_points(places, |points| likelihood_bandwidth(points, Metres(low)..Metres(high), &Progress::new()))
        .unwrap()
        .unwrap()
}

/// Two places d apart see only each other: L(b) = -d² / 2b² - ln 2πb² (n - c) is largest at b = d / √2.
#[test]
fn two_places_by_hand() {
    let found = best(&[(0.0, 0.0), (300.0, 400.0)], 50.0, 2000.0);
    assert!((found.bandwidth.0 / (500.0 / 2.0_f64.sqrt()) - 1.0).abs() < 0.01, "{:?}", found.bandwidth);
    let at = found.curve.iter().find(|at| at.bandwidth.0 > 300.0).unwrap();
    let b = at.bandwidth.0;
    assert!((at.mean_log - (-250_000.0 / (2.0 * b * b) - (std::f64::consts::TAU * b * b).ln())).abs() < 1e-9);
    assert!(found.is_inner);
    assert_eq!((found.places, found.evaluated), (2, 2));
}

/// What every pair says, each place left out whole.
fn by_every_pair(places: &[(f32, f32)], bandwidth: f64) -> f64 {
    let mut sum = 0.0;
    for own in places {
        let others: Vec<_> = places.iter().filter(|other| *other != own).collect();
        let height = |other: &&(f32, f32)| {
            let squared = f64::from(other.0 - own.0).powi(2) + f64::from(other.1 - own.1).powi(2);
            (-squared / (2.0 * bandwidth * bandwidth)).exp() / (std::f64::consts::TAU * bandwidth * bandwidth)
        };
        sum += (others.iter().map(height).sum::<f64>() / others.len() as f64).ln();
    }
    sum / places.len() as f64
}

#[test]
fn squares_change_little_and_repeats_are_left_out_together() {
    let mut random = uniform(8);
    let mut places: Vec<(f32, f32)> = (0..300).map(|_| (random() as f32 * 4000.0, random() as f32 * 3000.0)).collect();
    places.extend_from_within(..40);
    places.extend_from_within(..10);
    let found = best(&places, 40.0, 2000.0);
    for at in &found.curve {
        // Squares move L by 0.002 where there are neighbours; at the narrowest, most incidents have none but beyond the cut.
        let exact = by_every_pair(&places, at.bandwidth.0);
        assert!((at.mean_log - exact).abs() < if at.bandwidth.0 < 100.0 { 0.05 } else { 0.005 }, "{at:?}: {exact}");
    }
    assert_eq!((found.places, found.evaluated), (300, 350));
}

#[test]
fn order_and_repetition_of_everything_change_nothing() {
    let mut random = uniform(21);
    let places: Vec<(f32, f32)> = (0..200).map(|_| (random() as f32 * 900.0, random() as f32 * 900.0)).collect();
    let once = best(&places, 10.0, 400.0);
    let reversed: Vec<_> = places.iter().rev().copied().collect();
    assert_eq!(best(&reversed, 10.0, 400.0), once);
    let doubled = [places.clone(), places].concat();
    assert!((best(&doubled, 10.0, 400.0).bandwidth.0 / once.bandwidth.0 - 1.0).abs() < 1e-9);
}

#[test]
fn a_sample_of_many_agrees_with_all() {
    let mut random = uniform(5);
    let mut near = || (random() + random() + random() + random() - 2.0) as f32;
    let places: Vec<(f32, f32)> =
        (0..12_000).map(|k| (near() * 300.0 + (k % 4) as f32 * 3000.0, near() * 300.0)).collect();
    let found = best(&places, 5.0, 1000.0);
    assert_eq!(found.evaluated, MOST_EVALUATED);
    let few = best(&places[..4000], 5.0, 1000.0);
    // The best bandwidth falls with the sixth root of the number.
    let expected = few.bandwidth.0 * 3.0_f64.powf(-1.0 / 6.0);
    assert!((found.bandwidth.0 / expected - 1.0).abs() < 0.1, "{} and {}", found.bandwidth.0, few.bandwidth.0);
}

#[test]
fn one_place_has_no_bandwidth_and_cancelling_ends_it() {
    let none = with_points(&[(1.0, 1.0), (1.0, 1.0)], |points| {
        likelihood_bandwidth(points, Metres(1.0)..Metres(10.0), &Progress::new())
    });
    assert_eq!(none, Ok(None));
    let cancelled = with_points(&[(1.0, 1.0), (5.0, 1.0)], |points| {
        let progress = Progress::new();
        progress.cancel();
        likelihood_bandwidth(points, Metres(1.0)..Metres(10.0), &progress)
    });
    assert_eq!(cancelled, Err(Cancelled));
}

#[test]
fn the_same_bits_for_any_number_of_threads() {
    let mut random = uniform(2);
    let places: Vec<(f32, f32)> = (0..1500).map(|_| (random() as f32 * 5000.0, random() as f32 * 5000.0)).collect();
    let run = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| best(&places, 100.0, 800.0))
    };
    let one = run(1);
    assert_eq!(run(2), one);
    assert_eq!(run(8), one);
}
