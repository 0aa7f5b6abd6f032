use super::error::LedgerError;
use super::header::Scatter;
use super::plain::earlier_periods;
use crate::analysis::Progress;
use crate::evaluation::PoissonSums;
use crate::forecast::{Forecaster, Past, Task};

/// Earlier periods that the scatter is estimated on: enough cells for a dispersion, few enough to cost no more than the forecast.
const EARLIER_ORIGINS: usize = 6;

/// How counts scattered about what this forecaster expected in earlier periods, none of which it had seen when it was fitted.
///
/// It is fitted once, at the earliest of up to six origins, and asked at each. See
/// [`Predictive::of_dispersion`](crate::forecast::Predictive::of_dispersion).
pub(super) fn scatter(
    forecaster: &dyn Forecaster,
    past: Past<'_>,
    task: &Task,
    progress: &Progress,
) -> Result<Scatter, LedgerError> {
    let mut periods = earlier_periods(past, task.horizon, EARLIER_ORIGINS);
    periods.reverse();
    let Some((earliest, _)) = periods.first() else { return Ok(Scatter { dispersion: None, origins: 0 }) };
    let Ok(fitted) = forecaster.fit(*earliest, task, progress) else {
        // Too short a past to fit on is no reason to give no forecast.
        progress.check().map_err(crate::forecast::ForecastError::from)?;
        return Ok(Scatter { dispersion: None, origins: 0 });
    };
    let pasts: Vec<Past<'_>> = periods.iter().map(|(earlier, _)| *earlier).collect();
    let risks = fitted.risks(&pasts, task)?;
    // The latest first: the order of a sum is part of its bits.
    let sums: Vec<PoissonSums> =
        risks.iter().zip(&periods).rev().map(|(risk, (_, truth))| PoissonSums::of(risk, truth)).collect();
    Ok(Scatter { dispersion: PoissonSums::total(&sums).hidden_variance(), origins: sums.len() })
}
