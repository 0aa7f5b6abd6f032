/// Incidents per 1,000 residents over the whole of the selected time; `None` where there are no residents or their number is not
/// known.
///
/// It compares places by who lives there, not by who is there: a town centre with few residents and many visitors has a high rate.
pub fn rate_per_1000(incidents: usize, population: Option<f64>) -> Option<f64> {
    population.filter(|&residents| residents > 0.0).map(|residents| incidents as f64 / residents * 1000.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn by_hand() {
        assert_eq!(rate_per_1000(30, Some(1500.0)), Some(20.0));
        assert_eq!(rate_per_1000(0, Some(10.0)), Some(0.0));
        assert_eq!(rate_per_1000(30, Some(0.0)), None);
        assert_eq!(rate_per_1000(30, None), None);
    }
}
