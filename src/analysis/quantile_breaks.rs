/// Lower ends of up to five classes with about as many values each, ascending: the least positive value, and those that a fifth,
/// two, three and four fifths of the positive values lie below.
///
/// Zeros and missing values are in no class. With many equal values there are fewer classes, never an empty one. It says which
/// fifth a value is in, not how far values lie apart.
pub fn quantile_breaks(values: impl IntoIterator<Item = f64>) -> Vec<f64> {
    const CLASSES: usize = 5;
    let mut positive: Vec<f64> = values.into_iter().filter(|value| *value > 0.0).collect();
    positive.sort_unstable_by(f64::total_cmp);
    let mut breaks: Vec<f64> =
        (0..CLASSES).filter_map(|class| positive.get(class * positive.len() / CLASSES).copied()).collect();
    breaks.dedup();
    breaks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fifths() {
        assert_eq!(quantile_breaks((1..=10).rev().map(f64::from)), [1.0, 3.0, 5.0, 7.0, 9.0]);
        assert_eq!(quantile_breaks([0.0, 2.0, f64::NAN, 2.0, 2.0, 2.0, 2.0, 7.0]), [2.0]);
        assert_eq!(quantile_breaks([5.0]), [5.0]);
        assert!(quantile_breaks([0.0, 0.0]).is_empty());
    }
}
