use crate::analysis::intervals::{Confidence, Interval};
use crate::analysis::{t_deviate, two_sided_t_p};

/// How much more likely one forecast made each incident than another (the paired T test).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct InformationGain {
    pub incidents: usize,
    /// Nats an incident; over 0 where ours is better.
    pub per_incident: f64,
    /// 95 %.
    pub interval: Interval,
    /// Student's t with one degree of freedom less than incidents, and how often chance gives as much on either side; `None` where
    /// every incident gains the same.
    pub t: Option<f64>,
    pub p: Option<f64>,
}

/// G = (Σ (ln λ_A − ln λ_B) − (Λ_A − Λ_B)) / N, with the interval of a mean of N differences.
///
/// `log_ratios` holds ln λ_A − ln λ_B at each incident; `expected_difference` is what A expected in all less what B did. `None` with fewer
/// than two incidents. It takes incidents as independent: where they come in runs, the interval is too narrow. Rhoades, D.,
/// Schorlemmer, D., Gerstenberger, M. et al. (2011), Efficient testing of earthquake forecasting models, Acta Geophysica 59, 728-747,
/// doi:10.2478/s11600-011-0013-5, eq. 17 and 18.
pub fn information_gain(log_ratios: &[f64], expected_difference: f64) -> Option<InformationGain> {
    let n = log_ratios.len() as f64;
    if log_ratios.len() < 2 {
        return None;
    }
    let mean = log_ratios.iter().sum::<f64>() / n;
    let per_incident = mean - expected_difference / n;
    let variance = log_ratios.iter().map(|ratio| (ratio - mean).powi(2)).sum::<f64>() / (n - 1.0);
    let error = (variance / n).sqrt();
    let reach = t_deviate(Confidence::P95, n - 1.0) * error;
    let t = (error > 0.0).then(|| per_incident / error);
    Some(InformationGain {
        incidents: log_ratios.len(),
        per_incident,
        interval: Interval { low: per_incident - reach, high: per_incident + reach },
        t,
        p: t.map(|t| two_sided_t_p(t, n - 1.0)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Differences 1, 2 and 3, A expecting 3 more: mean 2 less 1; standard error 1 / √3; t of 2 degrees at 97.5 % is 4.302653.
    #[test]
    fn by_hand() {
        let found = information_gain(&[1.0, 2.0, 3.0], 3.0).unwrap();
        assert!((found.per_incident - 1.0).abs() < 1e-12);
        assert!((found.t.unwrap() - 3.0_f64.sqrt()).abs() < 1e-12);
        assert!((found.interval.high - 1.0 - 4.302_652_729_696_142 / 3.0_f64.sqrt()).abs() < 1e-6);
    }

    /// pycsep 0.8.0, `_t_test_ndarray` on seven incidents: tests/reference/evaluation.py.
    #[test]
    fn as_pycsep() {
        let (ours, theirs) = ([0.5, 2.0, 0.05, 0.1, 1.4, 3.0], [1.0, 1.5, 0.4, 0.2, 1.0, 2.2]);
        let log_ratios = [1, 1, 1, 2, 4, 5, 5].map(|cell: usize| f64::ln(ours[cell] / theirs[cell]));
        let found = information_gain(&log_ratios, ours.iter().sum::<f64>() - theirs.iter().sum::<f64>()).unwrap();
        assert!((found.per_incident + 0.144_230_461_585_085_86).abs() < 1e-12);
        assert!((found.t.unwrap() + 0.423_634_485_854_553_8).abs() < 1e-12);
        assert!((found.interval.low + 0.977_305_287_957_518_4).abs() < 1e-9);
        assert!((found.interval.high - 0.688_844_364_786_734_6).abs() < 1e-9);
    }

    #[test]
    fn the_other_way_round_is_the_opposite() {
        let forth = information_gain(&[0.4, -0.2, 1.1, 0.3], 0.7).unwrap();
        let back = information_gain(&[-0.4, 0.2, -1.1, -0.3], -0.7).unwrap();
        assert!((forth.per_incident + back.per_incident).abs() < 1e-12);
        assert!((forth.interval.low + back.interval.high).abs() < 1e-12);
        assert!((forth.p.unwrap() - back.p.unwrap()).abs() < 1e-12);
    }

    #[test]
    fn too_few_and_all_alike() {
        assert_eq!(information_gain(&[], 0.0), None);
        assert_eq!(information_gain(&[1.0], 0.0), None);
        let same = information_gain(&[0.0, 0.0, 0.0], 0.0).unwrap();
        assert_eq!((same.per_incident, same.t, same.p), (0.0, None, None));
        assert_eq!(same.interval, Interval { low: 0.0, high: 0.0 });
    }
}
