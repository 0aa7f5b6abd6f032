use super::intervals::Confidence;
use super::poisson_trend;

/// Rounds of alternating between line and season; the two are nearly independent, and far fewer suffice.
const ROUNDS: usize = 20;
/// Years in which every calendar month must have been seen, so that a season is not one year's accident.
const YEARS: usize = 2;

/// How much busier than average each calendar month is, given what is expected without a season: factors of mean 1,
/// `s(m) = Σ yᵢ / Σ rᵢ` over the steps of calendar month m, divided by their mean.
///
/// `counts` are `y`, a month each; `expected` are `r`, over 0; `calendar` is each step's month of the year, 0..=11. The likeliest factors of
/// Poisson counts. `None` unless every calendar month comes at least twice and has a count.
pub fn seasonal_factors(counts: &[f64], expected: &[f64], calendar: &[usize]) -> Option<[f64; 12]> {
    let (mut seen, mut foreseen, mut times) = ([0.0; 12], [0.0; 12], [0; 12]);
    for ((count, expected), &month) in counts.iter().zip(expected).zip(calendar) {
        seen[month] += count;
        foreseen[month] += expected;
        times[month] += 1;
    }
    if times.iter().any(|&times| times < YEARS) || seen.contains(&0.0) {
        return None;
    }
    let raw: [f64; 12] = std::array::from_fn(|month| seen[month] / foreseen[month]);
    let mean = raw.iter().sum::<f64>() / 12.0;
    Some(raw.map(|factor| factor / mean))
}

/// The season about a steady growth: `E[yᵢ] = dᵢ s(mᵢ) exp(a + b tᵢ)`, found by turns with the line.
///
/// `days` is each month's length, `times` its months since the first; months without data may be left out of all four. `None` as for
/// [`seasonal_factors`], and where there is no [`poisson_trend()`].
pub fn season_on_a_line(counts: &[f64], days: &[f64], calendar: &[usize], times: &[f64]) -> Option<[f64; 12]> {
    let mut factors = seasonal_factors(counts, days, calendar)?;
    for _ in 0..ROUNDS {
        let exposures: Vec<f64> = days.iter().zip(calendar).map(|(days, &month)| days * factors[month]).collect();
        let growth = poisson_trend(counts, &exposures, times, Confidence::P95)?.ratio_per_unit.ln();
        let expected: Vec<f64> = days.iter().zip(times).map(|(days, time)| days * (growth * time).exp()).collect();
        factors = seasonal_factors(counts, &expected, calendar)?;
    }
    Some(factors)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn series(months: usize, count: impl Fn(usize) -> f64) -> Option<[f64; 12]> {
        let counts: Vec<f64> = (0..months).map(count).collect();
        let calendar: Vec<usize> = (0..months).map(|month| month % 12).collect();
        let times: Vec<f64> = (0..months).map(|month| month as f64).collect();
        season_on_a_line(&counts, &vec![30.0; months], &calendar, &times)
    }

    #[test]
    fn a_season_on_a_slope_is_found() {
        let shape = |month: usize| 1.0 + 0.3 * (month as f64 * std::f64::consts::TAU / 12.0).sin();
        let found = series(36, |month| 400.0 * shape(month % 12) * (0.02 * month as f64).exp()).unwrap();
        for (month, factor) in found.into_iter().enumerate() {
            assert!((factor - shape(month)).abs() < 1e-6, "{month}: {factor}");
        }
        assert!(series(24, |_| 50.0).unwrap().iter().all(|factor| (factor - 1.0).abs() < 1e-9));
    }

    #[test]
    fn one_year_is_no_season() {
        assert_eq!(series(23, |_| 50.0), None);
        assert_eq!(series(24, |month| if month % 12 == 3 { 0.0 } else { 5.0 }), None);
    }
}
