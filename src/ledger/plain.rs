use std::collections::BTreeMap;

use rayon::prelude::*;
use serde_json::{Map, Value};

use super::error::LedgerError;
use crate::analysis::Progress;
use crate::forecast::{Forecaster, Horizon, NAIVE, Past, Task, forecaster, top_cells};

/// Earlier origins that the plain counts are compared on.
const EARLIER_ORIGINS: usize = 12;

/// What the plain counts expect.
#[derive(Clone, Debug)]
pub(super) struct PlainCounts {
    /// In the order of [`NAIVE`].
    pub risks: Vec<(String, Vec<f64>)>,
    pub parameters: BTreeMap<String, Map<String, Value>>,
    /// The one that captured most on earlier origins.
    pub best: String,
}

/// The plain counts with their choices made.
pub(super) fn choose(
    past: Past<'_>,
    task: &Task,
    progress: &Progress,
) -> Result<Vec<Box<dyn Forecaster>>, LedgerError> {
    NAIVE.into_iter().map(|name| Ok(forecaster(name)?.choose(past, task, progress)?)).collect()
}

/// What each expects, and which of them did best before: by the incidents in its best cells, over up to 12 earlier origins. Before there
/// are any, the decayed count, the last of them, stands for all.
pub(super) fn plain_counts(
    chosen: &[Box<dyn Forecaster>],
    past: Past<'_>,
    task: &Task,
    n_top: usize,
    progress: &Progress,
) -> Result<PlainCounts, LedgerError> {
    let mut risks = Vec::new();
    let mut parameters = BTreeMap::new();
    for forecaster in chosen {
        let fitted = forecaster.fit(past, task, progress)?;
        risks.push((forecaster.name().to_owned(), fitted.risk(past, task)?));
        parameters.insert(forecaster.name().to_owned(), fitted.parameters());
    }
    let captured = captured(chosen, past, task, n_top, progress)?;
    let best = (0..chosen.len()).max_by(|a, b| captured[*a].total_cmp(&captured[*b]));
    let best = best.map_or(NAIVE[0], |best| chosen[best].name()).to_owned();
    Ok(PlainCounts { risks, parameters, best })
}

/// Incidents that each plain count's best cells held in earlier periods.
fn captured(
    chosen: &[Box<dyn Forecaster>],
    past: Past<'_>,
    task: &Task,
    n_top: usize,
    progress: &Progress,
) -> Result<Vec<f64>, LedgerError> {
    let at = |(earlier, truth): &(Past<'_>, Vec<f64>)| {
        let captured = |forecaster: &dyn Forecaster| {
            let risk = forecaster.fit(*earlier, task, progress)?.risk(*earlier, task)?;
            Ok(top_cells(&risk, &risk, n_top).into_iter().map(|cell| truth[cell]).sum())
        };
        chosen.iter().map(|forecaster| captured(forecaster.as_ref())).collect::<Result<Vec<f64>, LedgerError>>()
    };
    let periods = earlier_periods(past, task.horizon, EARLIER_ORIGINS);
    let by_period = periods.par_iter().map(at).collect::<Result<Vec<_>, _>>()?;
    Ok((0..chosen.len()).map(|forecaster| by_period.iter().map(|captured| captured[forecaster]).sum()).collect())
}

/// Earlier pasts that held an incident, the latest first, and what came to pass in each cell in the horizon after them.
pub(super) fn earlier_periods(past: Past<'_>, horizon: Horizon, at_most: usize) -> Vec<(Past<'_>, Vec<f64>)> {
    let period = |origin| {
        let earlier = past.at(origin);
        let truth = past.counts_in(horizon.window(origin, past.zone()))?;
        (!earlier.events().is_empty()).then_some((earlier, truth.counts))
    };
    past.earlier_origins(horizon, at_most).into_iter().rev().filter_map(period).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::forecast::fixture::{ORIGIN, history, task};

    #[test]
    fn the_best_plain_count_follows_what_moves() {
        // The incidents move from cell 0 to cell 1 six weeks before the origin: a count of four weeks sees it first.
        let events: Vec<_> = (1..400).map(|day| (u32::from(day < 45), 0.5 - f64::from(day))).collect();
        let history = history(4, &events, 400);
        let past = history.before(ORIGIN);
        let chosen = choose(past, &task(), &Progress::new()).unwrap();
        let found = plain_counts(&chosen, past, &task(), 1, &Progress::new()).unwrap();
        assert!(["count-28d", "count-decayed"].contains(&found.best.as_str()), "{}", found.best);
        assert_eq!(found.risks.len(), NAIVE.len());
        assert!(found.parameters["count-decayed"].contains_key("half_life_days"));
    }
}
