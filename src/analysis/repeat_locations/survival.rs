use crate::analysis::intervals::{Confidence, Interval, fraction_interval, normal_deviate};

/// How long somebody was watched, in days, and whether the watch ended with the event.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Watch {
    pub days: f64,
    pub ended: bool,
}

/// The risk that the event has come by a time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Risk {
    /// 0..=1.
    pub fraction: f64,
    /// 95 %.
    pub interval: Interval,
    /// Still watched at that time, without the event.
    pub at_risk: usize,
}

/// The risk of the event within `days`, by Kaplan and Meier.
///
/// Risk = 1 - Π (1 - d / n) over the times up to `days` at which d events came among the n still watched; a watch that ends without the
/// event counts up to its end and no longer. The interval is Greenwood's on the log-log scale,
/// S^exp(±z √V / ln S) with V = Σ d / (n (n - d)), which stays within 0..=1; where all or none had the event the exact one of a fraction
/// of those watched to the end, which Greenwood's variance cannot give.
///
/// `watches` in ascending order of days, at equal days events first, each ≥ 0. `None` when nobody was watched that long and not
/// everybody had the event before. Cost: one pass.
///
/// Source: Kaplan E L, Meier P (1958), doi:10.1080/01621459.1958.10501452; Kalbfleisch J D, Prentice R L (2002), The Statistical Analysis of
/// Failure Time Data, section 1.4.
pub fn risk_within(watches: &[Watch], days: f64) -> Option<Risk> {
    let (mut at_risk, mut survival, mut variance) = (watches.len(), 1.0, 0.0);
    let mut rest = watches;
    while let Some(first) = rest.first().filter(|first| first.days <= days) {
        let same = rest.iter().take_while(|watch| watch.days == first.days).count();
        let events = rest[..same].iter().filter(|watch| watch.ended).count();
        if events > 0 {
            let (d, n) = (events as f64, at_risk as f64);
            survival *= 1.0 - d / n;
            variance += d / (n * (n - d));
        }
        // Those censored at the very time were watched that long.
        if at_risk == same && events < same && first.days < days {
            return None;
        }
        at_risk -= same;
        rest = &rest[same..];
    }
    let watched = watches.len();
    let interval = if watched == 0 {
        return None;
    } else if survival >= 1.0 {
        let long_enough = watches.iter().filter(|watch| watch.days >= days).count();
        fraction_interval(0, long_enough, Confidence::P95)?
    } else if survival <= 0.0 {
        fraction_interval(watched, watched, Confidence::P95)?
    } else {
        let spread = normal_deviate(Confidence::P95) * variance.sqrt() / survival.ln().abs();
        Interval { low: 1.0 - survival.powf((-spread).exp()), high: 1.0 - survival.powf(spread.exp()) }
    };
    Some(Risk { fraction: 1.0 - survival, interval, at_risk })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{prop, prop_assert, proptest};

    use super::*;

    fn watches(ended: &[f64], censored: &[f64]) -> Vec<Watch> {
        let ended = ended.iter().map(|&days| Watch { days, ended: true });
        let mut all: Vec<Watch> = ended.chain(censored.iter().map(|&days| Watch { days, ended: false })).collect();
        all.sort_by(|a, b| a.days.total_cmp(&b.days).then(b.ended.cmp(&a.ended)));
        all
    }

    /// Events on days 1, 3 and 9, one lost on day 2: S(3) = 3/4 · 1/2.
    #[test]
    fn by_hand() {
        let watched = watches(&[1.0, 3.0, 9.0], &[2.0]);
        let three = risk_within(&watched, 3.0).unwrap();
        assert!((three.fraction - 0.625).abs() < 1e-12);
        assert_eq!(three.at_risk, 1);
        assert_eq!(risk_within(&watched, 0.5).unwrap().fraction, 0.0);
        assert_eq!(risk_within(&watched, 20.0).unwrap().fraction, 1.0, "everybody has had it");
    }

    /// The remission times of Freireich et al. (1963), 6-MP, in weeks: statsmodels 0.15.0,
    /// `SurvfuncRight`, by tests/reference/survival.py.
    #[test]
    fn as_statsmodels() {
        let ended = [6.0, 6.0, 6.0, 7.0, 10.0, 13.0, 16.0, 22.0, 23.0];
        let censored = [6.0, 9.0, 10.0, 11.0, 17.0, 19.0, 20.0, 25.0, 32.0, 32.0, 34.0, 35.0];
        let watched = watches(&ended, &censored);
        for (days, fraction, low, high) in [
            (7.0, 0.193_277_310_924_369_73, 0.077_190_980_797_119_5, 0.436_853_435_377_766_66),
            (10.0, 0.247_058_823_529_411_66, 0.110_638_164_830_734_3, 0.496_800_489_200_043_6),
            (16.0, 0.372_549_019_607_843_15, 0.195_087_810_528_157_9, 0.632_489_144_012_497_9),
            (23.0, 0.551_820_728_291_316_5, 0.319_857_371_504_758_46, 0.811_947_994_040_776_7),
        ] {
            let risk = risk_within(&watched, days).unwrap();
            assert!((risk.fraction - fraction).abs() < 1e-12, "{days}: {risk:?}");
            assert!(
                (risk.interval.low - low).abs() < 1e-9 && (risk.interval.high - high).abs() < 1e-9,
                "{days}: {risk:?}"
            );
        }
    }

    #[test]
    fn nobody_watched_so_long() {
        assert_eq!(risk_within(&[], 7.0), None);
        assert_eq!(risk_within(&watches(&[1.0], &[3.0]), 7.0), None);
        assert!(risk_within(&watches(&[1.0], &[7.0]), 7.0).is_some());
        let none = risk_within(&watches(&[], &[8.0; 10]), 7.0).unwrap();
        // Clopper-Pearson of 0 in 10.
        assert!((none.interval.high - 0.308_497_107_818_763).abs() < 1e-9);
    }

    proptest! {
        #[test]
        fn grows_with_time(mut ended in prop::collection::vec(0.0..90.0_f64, 1..40), censored in prop::collection::vec(30.0..200.0_f64, 1..40)) {
            ended.push(1.0);
            let watched = watches(&ended, &censored);
            let mut last = 0.0;
            for days in [1.0, 7.0, 28.0, 90.0] {
                let Some(risk) = risk_within(&watched, days) else { break };
                prop_assert!(risk.fraction >= last && risk.interval.low <= risk.fraction && risk.fraction <= risk.interval.high);
                prop_assert!((0.0..=1.0).contains(&risk.interval.low) && (0.0..=1.0).contains(&risk.interval.high));
                last = risk.fraction;
            }
        }
    }
}
