//! Incidents that bring on others: a background, and on top of it what every incident triggers near it in the days after.
//!
//! What enters is places and days; what leaves is how many incidents each one triggers, how fast and how far, and which share of the
//! incidents belongs to the background. Found by expectation and maximisation: each incident is shared out between the background and
//! the earlier ones nearby, and the parameters follow from the shares (Veen and Schoenberg 2008, doi:10.1198/016214508000000148;
//! Marsan and Lengliné 2008, doi:10.1126/science.1148783; for crime Mohler et al. 2011, doi:10.1198/jasa.2011.ap09546).

mod background;
mod by_cells;
mod em;
mod fit;
mod forecaster;
mod in_space;
mod pairs;
mod setting;
mod spread;
#[cfg(test)]
mod tests;
mod timed;
mod waiting;

pub(super) use by_cells::ByCells;
pub use fit::{SelfExcitingFit, fit_self_exciting};
pub(super) use forecaster::SelfExciting;
pub(super) use in_space::InSpace;
pub use pairs::Reach;
