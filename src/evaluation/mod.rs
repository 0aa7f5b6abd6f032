//! How good forecasts were: each origin's forecast against what came to pass after it.
//!
//! What enters is a [`History`](crate::forecast::History) and forecasters; what leaves is scores: where the chosen cells held incidents
//! (hit rate, PAI, PEI), whether the expected counts fit those that came (log score, deviance, Brier, calibration, the CSEP tests), how
//! steady and how compact the chosen cells are, whom they concern, and how sure all that is. A forecaster is never shown what it is scored
//! by. Nothing here makes a forecast, or keeps one; docs/forecast-evaluation.md has every measure with its formula.

mod back_test;
mod bootstrap;
mod calibration;
mod ceiling;
mod cell_bootstrap;
mod compactness;
mod coverage;
pub mod csep;
mod equity;
mod error;
mod feedback;
mod figure;
mod fingerprint;
#[cfg(test)]
mod leak;
mod models;
mod origin_scores;
mod poisson;
mod reading;
mod report;
mod resampling;
mod score;
mod score_file;
mod tables;
#[cfg(test)]
mod tests;
mod work_queue;

pub use back_test::{BackTest, back_test, is_covered};
pub use bootstrap::{mean_interval, ratio_interval};
pub use calibration::{Calibration, CalibrationClass};
pub use ceiling::claimed_hit_rate;
pub use compactness::{Compactness, compactness};
pub use coverage::{Coverage, CoverageError};
pub use equity::{DecileShare, Equity, EquityGround, EquitySums, ForecasterEquity};
pub use error::BackTestError;
pub use feedback::{
    CheckedFeedback, FeedbackError, FeedbackParameters, FeedbackReport, Recorded, ShareQuantiles, TreatmentReport,
    feedback_check,
};
pub use figure::figure;
pub use fingerprint::Fingerprint;
pub use origin_scores::{Capture, OriginScores};
pub use poisson::{EVEN_FRACTION, PoissonSums, with_even_part};
pub use report::{
    BackTestReport, CalibrationLine, Ceiling, CoverageReport, Csep, ForecasterReport, Gain, IntervalsOver, ModelReport,
    Oracle, Origins, Period, Versus,
};
pub use resampling::{LEAST_PERIODS, Resampling};
pub use score::{Score, score, tie_break};
pub use score_file::ScoreFile;
