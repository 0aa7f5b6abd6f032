/// Rates made comparable between places with many and with few residents: how far each lies from the overall rate, in units of
/// what it would vary by.
///
/// With eᵢ incidents and bᵢ residents, the overall rate β = Σe / Σb, and α = Σ bᵢ (eᵢ/bᵢ − β)² / Σb − β n / Σb, the variance of the
/// underlying rates:
///
/// zᵢ = (eᵢ/bᵢ − β) / √vᵢ, vᵢ = α + β/bᵢ, or β/bᵢ where that is negative.
///
/// A raw rate is at its most extreme where the fewest people live: one incident among three residents. Dividing by what such a
/// rate varies by takes that away, so that neighbourhoods of cells may be summed.
///
/// `residents` are above 0, one a count. All 0 where there are no incidents. Cost: n.
///
/// Assunção and Reis (1999), doi:`10.1002/(SICI)1097-0258(19990830)18:16<2147::AID-SIM179>3.0.CO;2-I`; the same as esda's
/// `assuncao_rate`.
pub fn empirical_bayes_rates(counts: &[f64], residents: &[f64]) -> Vec<f64> {
    let all: f64 = residents.iter().sum();
    let overall = counts.iter().sum::<f64>() / all;
    if overall.is_nan() || overall == 0.0 {
        return vec![0.0; counts.len()];
    }
    let pairs = || counts.iter().zip(residents);
    let spread: f64 = pairs().map(|(count, residents)| residents * (count / residents - overall).powi(2)).sum();
    let underlying = spread / all - overall * counts.len() as f64 / all;
    let deviate = |(count, residents): (&f64, &f64)| {
        let sampling = overall / residents;
        let variance = if underlying + sampling < 0.0 { sampling } else { underlying + sampling };
        (count / residents - overall) / variance.sqrt()
    };
    pairs().map(deviate).collect()
}
