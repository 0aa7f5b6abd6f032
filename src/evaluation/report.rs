use jiff::civil::Date;
use serde::Serialize;
use serde_json::{Map, Value};

use super::back_test::{BackTest, ceiling_of};
use super::bootstrap::{block_length, mean_interval, ratio_interval};
use super::calibration::Calibration;
use super::ceiling::at_variance;
use super::coverage::Coverage;
use super::csep::{ONE_SIDED_LEVEL, information_gain, number_test};
use super::origin_scores::{Capture, OriginScores};
use super::poisson::PoissonSums;
use crate::analysis::intervals::{Confidence, normal_deviate};
use crate::forecast::{CellCounts, Forecaster, History, NAIVE};

/// A whole back-test. It is what `--json` prints: `null` stands where there is no answer.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct BackTestReport {
    pub cells: usize,
    pub ground_km2: f64,
    pub origins: Origins,
    /// Of all periods, in and out of the cells.
    pub incidents: u64,
    pub outside_cells: u64,
    pub coverages: Vec<CoverageReport>,
    /// One entry for each coverage and forecaster: the coverages in their order, within each the highest PAI first.
    pub forecasters: Vec<ForecasterReport>,
    /// What does not depend on the coverage, in the order of the forecasters.
    pub models: Vec<ModelReport>,
    pub periods: Vec<Period>,
    /// [n_forecasters][n_origins]
    #[serde(skip)]
    pub scores: Vec<Vec<OriginScores>>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Origins {
    pub from: Date,
    pub to: Date,
    pub count: usize,
    /// Periods with incidents; the others are in no hit rate, PAI or PEI.
    pub scored: usize,
    pub without_incidents: usize,
    /// Consecutive periods that are resampled together for the intervals.
    pub block: usize,
}

/// One period and what came to pass in it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Period {
    pub origin: Date,
    /// The first day after it.
    pub end: Date,
    pub incidents: f64,
    pub outside_cells: f64,
    /// Incidents of the cells that had any, in the order of their rows.
    #[serde(skip)]
    pub counts: Vec<f64>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CoverageReport {
    pub coverage: Coverage,
    pub cells: usize,
    pub area_km2: f64,
    pub coverage_fraction: f64,
    /// The plain count with the highest mean PAI over the scored origins, in hindsight: nobody could have picked it before.
    pub best_naive: Option<String>,
    /// The cells that held most, which nobody could know.
    pub oracle: Oracle,
    pub ceiling: Ceiling,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Oracle {
    pub pai: Option<f64>,
    pub hit_rate: Option<f64>,
}

/// What whoever knew the true rates would reach, if they are what a forecaster says, and if they scatter about it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Ceiling {
    pub forecaster: String,
    /// If the forecast is the truth, with the ends that chance leaves the mean of so many periods (95 %).
    pub pai: Option<f64>,
    pub low: Option<f64>,
    pub high: Option<f64>,
    pub hit_rate: Option<f64>,
    /// The variance of the true rates about the forecast, relative to it, that the scatter of the counts speaks for.
    pub hidden_variance: Option<f64>,
    /// The PAI of an oracle that knows these too: more than any forecast can reach.
    pub with_hidden_pai: Option<f64>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ForecasterReport {
    pub coverage: Coverage,
    pub name: String,
    /// A plain count.
    pub naive: bool,
    /// Periods that count.
    pub origins: usize,
    pub incidents: u64,
    pub pai: Option<f64>,
    pub pai_low: Option<f64>,
    pub pai_high: Option<f64>,
    pub pei: Option<f64>,
    pub hit_rate: Option<f64>,
    /// Nats an incident.
    pub log_score: Option<f64>,
    pub versus_best_naive: Option<Versus>,
    pub seconds: f64,
    /// The share of the chosen cells that are chosen again at the next origin.
    pub kept_fraction: Option<f64>,
    /// Groups of chosen cells that touch, and the share of them that touch another; means over periods.
    pub patches: f64,
    pub touching_fraction: f64,
    /// The PAI to be expected if the forecast were the truth.
    pub claimed_pai: Option<f64>,
    /// Periods in which cells of the same risk were on either side of the cut.
    pub tied_origins: usize,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Versus {
    pub name: String,
    pub pai_ratio: f64,
    pub low: Option<f64>,
    pub high: Option<f64>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ModelReport {
    pub name: String,
    pub description: String,
    pub naive: bool,
    pub seconds: f64,
    /// Of the last origin.
    pub parameters: Map<String, Value>,
    pub expected: f64,
    pub observed: u64,
    pub log_score: Option<f64>,
    pub log_score_per_cell: Option<f64>,
    pub deviance: Option<f64>,
    pub brier: Option<f64>,
    pub hidden_variance: Option<f64>,
    pub calibration: Vec<CalibrationLine>,
    pub csep: Csep,
    /// Against the plain count with the highest log score, in hindsight.
    pub information_gain: Option<Gain>,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct CalibrationLine {
    pub from: f64,
    pub to: Option<f64>,
    pub cells: u64,
    pub expected: f64,
    pub observed: f64,
    pub ratio: Option<f64>,
    pub low: Option<f64>,
    pub high: Option<f64>,
}

/// The part of the periods that pass each test at 5 %, and the number test of all periods together.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Csep {
    pub number_passed_fraction: f64,
    pub number_at_least: f64,
    pub number_at_most: f64,
    pub likelihood_passed_fraction: Option<f64>,
    pub spatial_passed_fraction: Option<f64>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Gain {
    pub against: String,
    pub per_incident: f64,
    pub low: f64,
    pub high: f64,
    pub t: Option<f64>,
    pub p: Option<f64>,
}

impl Period {
    pub(super) fn new(origin: Date, end: Date, truth: &CellCounts) -> Self {
        let counts = truth.counts.iter().copied().filter(|count| *count > 0.0).collect();
        Self { origin, end, incidents: truth.total(), outside_cells: truth.outside, counts }
    }
}

pub(super) fn report(
    history: &History,
    forecasters: &[Box<dyn Forecaster>],
    test: &BackTest,
    periods: Vec<Period>,
    scores: Vec<Vec<OriginScores>>,
) -> BackTestReport {
    let scored = periods.iter().filter(|period| period.incidents > 0.0).count();
    let block = block_length(scored, overlapping(&periods));
    let tables = Tables { history, forecasters, test, periods: &periods, scores: &scores, block };
    let models: Vec<_> = tables.models();
    let (coverages, forecasters) =
        (0..test.coverages.len()).map(|at| tables.coverage(at, &models)).unzip::<_, _, Vec<_>, Vec<_>>();
    let total = |of: fn(&Period) -> f64| periods.iter().map(of).sum::<f64>() as u64;
    BackTestReport {
        cells: history.cells().len(),
        ground_km2: history.cells().ground_km2(),
        origins: Origins {
            from: test.origins[0],
            to: test.origins[test.origins.len() - 1],
            count: test.origins.len(),
            scored,
            without_incidents: test.origins.len() - scored,
            block,
        },
        incidents: total(|period| period.incidents),
        outside_cells: total(|period| period.outside_cells),
        coverages,
        forecasters: forecasters.into_iter().flatten().collect(),
        models,
        periods,
        scores,
    }
}

/// The most periods that share a day with the one they follow, itself among them.
fn overlapping(periods: &[Period]) -> usize {
    let from = |at: usize| periods[at..].iter().take_while(|later| later.origin < periods[at].end).count();
    (0..periods.len()).map(from).max().unwrap_or(1)
}

struct Tables<'a> {
    history: &'a History,
    forecasters: &'a [Box<dyn Forecaster>],
    test: &'a BackTest,
    periods: &'a [Period],
    scores: &'a [Vec<OriginScores>],
    block: usize,
}

impl Tables<'_> {
    fn coverage(&self, at: usize, models: &[ModelReport]) -> (CoverageReport, Vec<ForecasterReport>) {
        let all: Vec<Vec<f64>> = (0..self.scores.len()).map(|forecaster| self.pais(forecaster, at)).collect();
        let naive = (0..all.len()).rev().filter(|&forecaster| models[forecaster].naive && !all[forecaster].is_empty());
        let best = naive.max_by(|a, b| mean(&all[*a]).total_cmp(&mean(&all[*b])));
        let against = best.map(|best| (models[best].name.as_str(), all[best].as_slice()));
        let one = |forecaster: usize| self.forecaster(at, forecaster, &all[forecaster], &models[forecaster], against);
        let mut rows: Vec<_> = (0..all.len()).map(one).collect();
        rows.sort_by(|a, b| b.pai.unwrap_or(-1.0).total_cmp(&a.pai.unwrap_or(-1.0)));
        let cells = self.history.cells();
        let first = &self.scores[0][0].captures[at];
        let oracle = |of: fn(&Capture) -> Option<f64>| self.mean_of(0, at, of);
        let found = CoverageReport {
            coverage: self.test.coverages[at],
            cells: first.chosen.len(),
            area_km2: first.area_fraction * cells.ground_km2(),
            coverage_fraction: first.area_fraction,
            best_naive: best.map(|best| models[best].name.clone()),
            oracle: Oracle {
                pai: oracle(|capture| capture.oracle_pai),
                hit_rate: oracle(|capture| (capture.incidents > 0.0).then(|| capture.most_hits / capture.incidents)),
            },
            ceiling: self.ceiling(at, models),
        };
        (found, rows)
    }

    fn forecaster(
        &self,
        at: usize,
        forecaster: usize,
        pais: &[f64],
        model: &ModelReport,
        against: Option<(&str, &[f64])>,
    ) -> ForecasterReport {
        let captures = || self.captures(forecaster, at);
        let interval = mean_interval(pais, self.block, self.test.seed);
        let of_all = |of: fn(&Capture) -> f64| captures().map(of).sum::<f64>() / captures().count() as f64;
        ForecasterReport {
            coverage: self.test.coverages[at],
            name: model.name.clone(),
            naive: model.naive,
            origins: pais.len(),
            incidents: captures().map(|capture| capture.incidents).sum::<f64>() as u64,
            pai: some_mean(pais),
            pai_low: interval.map(|interval| interval.low),
            pai_high: interval.map(|interval| interval.high),
            pei: self.mean_of(forecaster, at, |capture| capture.pei),
            hit_rate: self.mean_of(forecaster, at, |capture| capture.hit_rate),
            log_score: model.log_score,
            versus_best_naive: against.and_then(|(name, theirs)| self.versus(name, pais, theirs)),
            seconds: model.seconds,
            kept_fraction: kept_fraction(captures().map(|capture| capture.chosen.as_slice())),
            patches: of_all(|capture| capture.patches as f64),
            touching_fraction: of_all(|capture| capture.touching_fraction),
            claimed_pai: self.mean_of(forecaster, at, claimed_pai),
            tied_origins: captures().filter(|capture| capture.tied > 0).count(),
        }
    }

    fn versus(&self, name: &str, ours: &[f64], theirs: &[f64]) -> Option<Versus> {
        let below = some_mean(theirs).filter(|theirs| *theirs > 0.0)?;
        let interval = ratio_interval(ours, theirs, self.block, self.test.seed);
        Some(Versus {
            name: name.to_owned(),
            pai_ratio: mean(ours) / below,
            low: interval.map(|interval| interval.low),
            high: interval.map(|interval| interval.high),
        })
    }

    fn ceiling(&self, at: usize, models: &[ModelReport]) -> Ceiling {
        let forecaster = ceiling_of(self.forecasters);
        let model = &models[forecaster];
        let captures = || self.captures(forecaster, at).filter(|capture| capture.incidents > 0.0);
        let pai = self.mean_of(forecaster, at, |capture| claimed_pai(capture).filter(|_| capture.incidents > 0.0));
        // Hits of N incidents are binomial: each period's hit rate has the variance p (1 − p) / N.
        let variance: f64 = captures()
            .filter_map(|capture| {
                let rate = capture.claimed_hit_rate?;
                Some(rate * (1.0 - rate) / capture.incidents / capture.area_fraction.powi(2))
            })
            .sum();
        let reach = normal_deviate(Confidence::P95) * variance.sqrt() / captures().count().max(1) as f64;
        let hidden = model.hidden_variance;
        let with_hidden: Vec<f64> = captures()
            .filter_map(|capture| {
                Some(at_variance(hidden?, capture.oracle_hit_rates.as_ref()?)? / capture.area_fraction)
            })
            .collect();
        Ceiling {
            forecaster: model.name.clone(),
            pai,
            low: pai.map(|pai| pai - reach),
            high: pai.map(|pai| pai + reach),
            hit_rate: self
                .mean_of(forecaster, at, |capture| capture.claimed_hit_rate.filter(|_| capture.incidents > 0.0)),
            hidden_variance: hidden,
            with_hidden_pai: some_mean(&with_hidden),
        }
    }

    fn captures(&self, forecaster: usize, at: usize) -> impl Iterator<Item = &Capture> {
        self.scores[forecaster].iter().map(move |scores| &scores.captures[at])
    }

    fn pais(&self, forecaster: usize, at: usize) -> Vec<f64> {
        self.captures(forecaster, at).filter_map(|capture| capture.pai).collect()
    }

    /// Over the periods that have an answer.
    fn mean_of(&self, forecaster: usize, at: usize, of: impl Fn(&Capture) -> Option<f64>) -> Option<f64> {
        some_mean(&self.captures(forecaster, at).filter_map(of).collect::<Vec<_>>())
    }

    fn models(&self) -> Vec<ModelReport> {
        let sums: Vec<_> = self.scores.iter().map(|own| PoissonSums::total(own.iter().map(|it| &it.sums))).collect();
        let is_naive = |forecaster: usize| NAIVE.contains(&self.forecasters[forecaster].name());
        let naive = (0..sums.len()).rev().filter(|&forecaster| is_naive(forecaster));
        let with_score = naive.filter_map(|forecaster| Some((forecaster, sums[forecaster].log_score()?)));
        let best = with_score.max_by(|a, b| a.1.total_cmp(&b.1)).map(|(forecaster, _)| forecaster);
        let one = |forecaster: usize| self.model(forecaster, &sums[forecaster], is_naive(forecaster), best);
        (0..sums.len()).map(one).collect()
    }

    fn model(&self, forecaster: usize, sums: &PoissonSums, naive: bool, best: Option<usize>) -> ModelReport {
        let own = &self.scores[forecaster];
        let calibration = Calibration::total(own.iter().map(|scores| &scores.calibration));
        let line = |class: super::calibration::CalibrationClass| CalibrationLine {
            from: class.from,
            to: class.to,
            cells: class.cells,
            expected: class.expected,
            observed: class.observed,
            ratio: class.ratio,
            low: class.interval.map(|interval| interval.low),
            high: class.interval.map(|interval| interval.high),
        };
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

fn claimed_pai(capture: &Capture) -> Option<f64> {
    capture.claimed_hit_rate.map(|rate| rate / capture.area_fraction)
}

/// The mean over consecutive pairs of the part of the first's cells that the second has too; both ascending. `None` without a pair.
pub(super) fn kept_fraction<'a>(chosen: impl Iterator<Item = &'a [u32]>) -> Option<f64> {
    let chosen: Vec<_> = chosen.collect();
    let kept = |pair: &[&[u32]]| {
        let both = pair[0].iter().filter(|row| pair[1].binary_search(row).is_ok()).count();
        both as f64 / pair[0].len().max(1) as f64
    };
    some_mean(&chosen.windows(2).map(kept).collect::<Vec<_>>())
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

fn some_mean(values: &[f64]) -> Option<f64> {
    (!values.is_empty()).then(|| mean(values))
}
