use std::f64::consts::PI;

/// How much wider Mann and Kendall's S scatters in a series of `n` sums over `width` successive periods each than in one of
/// independent values: successive sums share all but one of their periods.
///
/// With the correlation ρ(h) = 1 − h/width of sums h apart, and ρₛ(h) = 6/π · asin(ρ(h)/2) that of their ranks:
///
/// 1 + 2 / (n (n−1) (n−2)) · Σₕ (n−h) (n−h−1) (n−h−2) ρₛ(h)
///
/// 1 for a width of 1; about 2 for 2. It corrects for what the neighbourhoods share, not for incidents that follow from each other.
///
/// Hamed and Rao (1998), doi:10.1016/S0022-1694(97)00125-X, eq. 13 and 19, with the correlation known instead of estimated.
pub(super) fn variance_factor(n: usize, width: usize) -> f64 {
    let n = n as f64;
    let term = |h: usize| {
        let (h, correlation) = (h as f64, 1.0 - h as f64 / width as f64);
        (n - h) * (n - h - 1.0) * (n - h - 2.0) * 6.0 / PI * (correlation / 2.0).asin()
    };
    let sum: f64 = (1..width).take_while(|&h| (h as f64) < n - 2.0).map(term).sum();
    1.0 + 2.0 * sum / (n * (n - 1.0) * (n - 2.0))
}
