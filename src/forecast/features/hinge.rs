/// Powers of 2 up to what few cells reach: a sum of max(0, count − threshold) with weights of 0 or more is any convex rising line with
/// corners there.
pub(super) const MONTH_THRESHOLDS: &[f64] = &[1.0, 2.0, 4.0];
pub(super) const YEAR_THRESHOLDS: &[f64] = &[1.0, 2.0, 4.0, 8.0, 16.0, 32.0];
pub(super) const ALL_THRESHOLDS: &[f64] = &[1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0];

/// How far a count is above a threshold.
pub(super) fn above(count: f64, threshold: f64) -> f64 {
    (count - threshold).max(0.0)
}
