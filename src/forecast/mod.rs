//! What may happen next: how many incidents each cell is expected to have after an origin, from what was known by then.
//!
//! What enters is a [`History`]: dated, placed incidents on the rows of [`Cells`]. A forecaster sees it only as a [`Past`], which ends
//! at an origin and holds nothing that was not over by then; what leaves is expected incidents `[n_cells]` for a [`Horizon`]. Choices
//! that a forecaster needs (a half-life, a bandwidth) it makes on origins before that one. Nothing here scores a forecast that counts,
//! or stores one.

mod boosting;
mod cells;
mod choice;
#[cfg(test)]
mod contract;
mod ensemble;
mod error;
mod events;
mod features;
#[cfg(test)]
pub(crate) mod fixture;
mod forecaster;
mod from_index;
mod ground;
mod history;
mod horizon;
mod kernels;
mod mixture;
mod naive;
mod part;
mod past;
mod poisson_regression;
mod predictive;
mod provenance;
mod registry;
mod self_exciting;
mod shifts;
mod shrinkage;

pub use boosting::Boosting;
pub use cells::Cells;
pub use choice::{captured_fraction, top_cells};
pub use ensemble::Ensemble;
pub use error::ForecastError;
pub use events::{Event, Events, EventsBefore};
pub use forecaster::{Fitted, Forecaster, Task};
pub use from_index::{covered, history};
pub use ground::{Ground, GroundChoice, GroundChoiceError};
pub use history::{CellCounts, Covariate, History, Series};
pub use horizon::{Horizon, HorizonError};
pub use mixture::Mixture;
pub use part::Part;
pub use past::Past;
pub use poisson_regression::PoissonRegression;
pub use predictive::Predictive;
pub use provenance::{Provenances, ProvenancesError};
pub use registry::{ALL, DEFAULT, NAIVE, UnknownForecaster, forecaster, forecasters};
pub use self_exciting::{Reach, SelfExcitingFit, fit_self_exciting};
pub use shifts::{BLOCKS, BlockCount, Shift, ShiftPrior, ShiftProfile, ShiftScheme, hours_in_blocks};
