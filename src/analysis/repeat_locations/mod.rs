//! Repeat locations: where incidents come back to the same place, and how much of all of it the worst places hold.
//!
//! What enters is a selection and what counts as the same place ([`By`]); what leaves is a ranking ([`RepeatLocations`]), a card for
//! each place ([`RepeatLocation`]), the concentration over all of them ([`Concentration`]), where each is going ([`Growth`]) and how soon
//! a next incident follows ([`NextIncident`]). It does not say whether a place has more than its share by chance alone.
//!
//! A point that is snapped to a map stands for a street, not for an address: such places are marked as snapped.

mod concentration;
mod groups;
mod growth;
mod location;
mod next_incident;
mod ranking;
mod reading;
mod survival;
#[cfg(test)]
mod tests;

pub use concentration::{Concentration, concentration};
pub use groups::{By, ByError};
pub use growth::{Growth, GrowthMonthsError, GrowthWindows, LocationGrowth, Trend, growth};
pub use location::RepeatLocation;
pub use next_incident::{CountRisk, HORIZONS_DAYS, NextIncident, next_incident};
pub use ranking::{LocationId, RepeatLocations, repeat_locations};
pub use survival::{Risk, Watch, risk_within};
