/// Wrong passwords in a row that cost nothing: anybody mistypes.
const FREE: u32 = 4;
const FIRST_S: i64 = 30;
/// Longer would let anybody keep a colleague out for a shift.
const LONGEST_S: i64 = 15 * 60;

/// How many seconds an account stays locked after the n-th wrong password in a row: none for the first four, then 30, doubled each time,
/// up to a quarter of an hour. A year of guessing is 35,000 words.
pub(super) fn delay_s(failures: u32) -> i64 {
    match failures.checked_sub(FREE + 1) {
        None => 0,
        Some(beyond) => (FIRST_S << beyond.min(8)).min(LONGEST_S),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn grows_to_a_quarter_of_an_hour() {
        assert_eq!((0..12).map(delay_s).collect::<Vec<_>>(), [0, 0, 0, 0, 0, 30, 60, 120, 240, 480, 900, 900]);
        assert_eq!(delay_s(u32::MAX), 900);
    }
}
