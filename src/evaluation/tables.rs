use super::back_test::{BackTest, ceiling_of};
use super::bootstrap::{interval_of, ratio_of};
use super::ceiling::at_variance;
use super::models::models;
use super::origin_scores::{Capture, OriginScores};
use super::report::{
    BackTestReport, Ceiling, CoverageReport, ForecasterReport, ModelReport, Oracle, Origins, Period, Versus,
};
use super::resampling::Resampling;
use crate::analysis::intervals::{Confidence, normal_deviate};
use crate::forecast::{Forecaster, History};

pub(super) fn report(
    history: &History,
    forecasters: &[Box<dyn Forecaster>],
    test: &BackTest,
    periods: Vec<Period>,
    scores: Vec<Vec<OriginScores>>,
) -> BackTestReport {
    let scored = periods.iter().filter(|period| period.incidents > 0.0).count();
    let resampling = Resampling::of(&periods, test.seed);
    let (intervals_over, block) = (resampling.intervals_over(), resampling.block);
    let tables = Tables { history, forecasters, test, scores: &scores, resampling };
    let models = models(forecasters, &periods, &scores);
    let (coverages, rows) =
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
            intervals_over,
            block,
        },
        incidents: total(|period| period.incidents),
        outside_cells: total(|period| period.outside_cells),
        coverages,
        forecasters: rows.into_iter().flatten().collect(),
        models,
        periods,
        scores,
    }
}

struct Tables<'a> {
    history: &'a History,
    forecasters: &'a [Box<dyn Forecaster>],
    test: &'a BackTest,
    scores: &'a [Vec<OriginScores>],
    resampling: Resampling<'a>,
}

/// A forecaster's PAI at one coverage.
struct Pais {
    /// Of each period that has one.
    values: Vec<f64>,
    /// The mean of each resample.
    resampled: Option<Vec<f64>>,
}

impl Tables<'_> {
    fn coverage(&self, at: usize, models: &[ModelReport]) -> (CoverageReport, Vec<ForecasterReport>) {
        let all: Vec<Pais> = (0..self.scores.len()).map(|forecaster| self.pais(forecaster, at)).collect();
        let naive = (0..all.len()).rev().filter(|&at| models[at].naive && !all[at].values.is_empty());
        let best = naive.max_by(|a, b| mean(&all[*a].values).total_cmp(&mean(&all[*b].values)));
        let against = best.map(|best| (models[best].name.as_str(), &all[best]));
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
        pais: &Pais,
        model: &ModelReport,
        against: Option<(&str, &Pais)>,
    ) -> ForecasterReport {
        let captures = || self.captures(forecaster, at);
        let interval = pais.resampled.as_deref().map(interval_of);
        let of_all = |of: fn(&Capture) -> f64| captures().map(of).sum::<f64>() / captures().count() as f64;
        ForecasterReport {
            coverage: self.test.coverages[at],
            name: model.name.clone(),
            naive: model.naive,
            origins: pais.values.len(),
            incidents: captures().map(|capture| capture.incidents).sum::<f64>() as u64,
            pai: some_mean(&pais.values),
            pai_low: interval.map(|interval| interval.low),
            pai_high: interval.map(|interval| interval.high),
            pei: self.mean_of(forecaster, at, |capture| capture.pei),
            hit_rate: self.mean_of(forecaster, at, |capture| capture.hit_rate),
            log_score: model.log_score,
            versus_best_naive: against.and_then(|(name, theirs)| versus(name, pais, theirs)),
            seconds: model.seconds,
            kept_fraction: kept_fraction(captures().map(|capture| capture.chosen.as_slice())),
            patches: of_all(|capture| capture.patches as f64),
            touching_fraction: of_all(|capture| capture.touching_fraction),
            claimed_pai: self.mean_of(forecaster, at, claimed_pai),
            tied_origins: captures().filter(|capture| capture.tied > 0).count(),
        }
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

    fn pais(&self, forecaster: usize, at: usize) -> Pais {
        let captures: Vec<_> = self.captures(forecaster, at).collect();
        let values: Vec<_> = captures.iter().filter_map(|capture| capture.pai).collect();
        Pais { resampled: self.resampling.mean_pais(&captures), values }
    }

    /// Over the periods that have an answer.
    fn mean_of(&self, forecaster: usize, at: usize, of: impl Fn(&Capture) -> Option<f64>) -> Option<f64> {
        some_mean(&self.captures(forecaster, at).filter_map(of).collect::<Vec<_>>())
    }
}

fn versus(name: &str, ours: &Pais, theirs: &Pais) -> Option<Versus> {
    let below = some_mean(&theirs.values).filter(|theirs| *theirs > 0.0)?;
    let interval =
        ours.resampled.as_ref().zip(theirs.resampled.as_ref()).and_then(|(ours, theirs)| ratio_of(ours, theirs));
    Some(Versus {
        name: name.to_owned(),
        pai_ratio: mean(&ours.values) / below,
        low: interval.map(|interval| interval.low),
        high: interval.map(|interval| interval.high),
    })
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
