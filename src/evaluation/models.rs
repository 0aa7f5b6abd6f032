use super::calibration::{Calibration, CalibrationClass};
use super::csep::{ONE_SIDED_LEVEL, information_gain, number_test};
use super::origin_scores::OriginScores;
use super::poisson::PoissonSums;
use super::report::{CalibrationLine, Csep, Gain, ModelReport, Period};
use crate::forecast::{Forecaster, NAIVE};

/// What does not depend on the coverage, a forecaster each; `scores` are `[n_forecasters][n_origins]`.
pub(super) fn models(
    forecasters: &[Box<dyn Forecaster>],
    periods: &[Period],
    scores: &[Vec<OriginScores>],
) -> Vec<ModelReport> {
    let tables = Tables { forecasters, periods, scores };
    let sums: Vec<_> = scores.iter().map(|own| PoissonSums::total(own.iter().map(|it| &it.sums))).collect();
    let is_naive = |forecaster: usize| NAIVE.contains(&forecasters[forecaster].name());
    let naive = (0..sums.len()).rev().filter(|&forecaster| is_naive(forecaster));
    let with_score = naive.filter_map(|forecaster| Some((forecaster, sums[forecaster].log_score()?)));
    let best = with_score.max_by(|a, b| a.1.total_cmp(&b.1)).map(|(forecaster, _)| forecaster);
    let one = |forecaster: usize| tables.model(forecaster, &sums[forecaster], is_naive(forecaster), best);
    (0..sums.len()).map(one).collect()
}

struct Tables<'a> {
    forecasters: &'a [Box<dyn Forecaster>],
    periods: &'a [Period],
    scores: &'a [Vec<OriginScores>],
}

impl Tables<'_> {
    fn model(&self, forecaster: usize, sums: &PoissonSums, naive: bool, best: Option<usize>) -> ModelReport {
        let own = &self.scores[forecaster];
        let calibration = Calibration::total(own.iter().map(|scores| &scores.calibration));
        ModelReport {
            name: self.forecasters[forecaster].name().to_owned(),
            description: self.forecasters[forecaster].description().to_owned(),
            naive,
            seconds: own.iter().map(|scores| scores.seconds).sum(),
            parameters: own.last().map(|scores| scores.parameters.clone()).unwrap_or_default(),
            expected: sums.expected,
            observed: sums.incidents as u64,
            log_score: sums.log_score(),
            log_score_per_cell: sums.log_score_per_cell(),
            deviance: sums.mean_deviance(),
            brier: sums.brier(),
            hidden_variance: sums.hidden_variance(),
            calibration: calibration.table().into_iter().map(line).collect(),
            csep: csep(own, sums),
            information_gain: best.filter(|best| *best != forecaster).and_then(|best| self.gain(forecaster, best)),
        }
    }

    fn gain(&self, ours: usize, theirs: usize) -> Option<Gain> {
        let mut log_ratios = Vec::new();
        let mut expected_difference = 0.0;
        for (period, (own, other)) in self.periods.iter().zip(self.scores[ours].iter().zip(&self.scores[theirs])) {
            if own.log_rates.len() != period.counts.len() || other.log_rates.len() != period.counts.len() {
                return None;
            }
            expected_difference += own.sums.expected - other.sums.expected;
            for ((own, other), count) in own.log_rates.iter().zip(&other.log_rates).zip(&period.counts) {
                log_ratios.extend(std::iter::repeat_n(own - other, *count as usize));
            }
        }
        let found = information_gain(&log_ratios, expected_difference)?;
        Some(Gain {
            against: self.forecasters[theirs].name().to_owned(),
            per_incident: found.per_incident,
            low: found.interval.low,
            high: found.interval.high,
            t: found.t,
            p: found.p,
        })
    }
}

fn line(class: CalibrationClass) -> CalibrationLine {
    CalibrationLine {
        from: class.from,
        to: class.to,
        cells: class.cells,
        expected: class.expected,
        observed: class.observed,
        ratio: class.ratio,
        low: class.interval.map(|interval| interval.low),
        high: class.interval.map(|interval| interval.high),
    }
}

fn csep(scores: &[OriginScores], sums: &PoissonSums) -> Csep {
    let all = number_test(sums.expected, sums.incidents as usize);
    let passed = scores.iter().filter(|it| number_test(it.sums.expected, it.sums.incidents as usize).passed());
    let above = |of: fn(&OriginScores) -> Option<f64>| {
        let quantiles: Vec<_> = scores.iter().filter_map(of).collect();
        let passed = quantiles.iter().filter(|quantile| **quantile >= ONE_SIDED_LEVEL).count();
        (!quantiles.is_empty()).then(|| passed as f64 / quantiles.len() as f64)
    };
    Csep {
        number_passed_fraction: passed.count() as f64 / scores.len() as f64,
        number_at_least: all.at_least,
        number_at_most: all.at_most,
        likelihood_passed_fraction: above(|scores| scores.likelihood_quantile),
        spatial_passed_fraction: above(|scores| scores.spatial_quantile),
    }
}
