//! Repeat locations: where incidents come back to the same place, and how much of all of it the worst places hold.
//!
//! What enters is a selection and what counts as the same place ([`By`]); what leaves is a ranking ([`RepeatLocations`]), a card for
//! each place ([`RepeatLocation`]) and the concentration over all of them ([`Concentration`]). It does not say whether a place has
//! more than its share by chance alone.
//!
//! A point that is snapped to a map stands for a street, not for an address: such places are marked as snapped.

mod concentration;
mod groups;
mod location;
mod ranking;
#[cfg(test)]
mod tests;

pub use concentration::{Concentration, concentration};
pub use groups::{By, ByError};
pub use location::RepeatLocation;
pub use ranking::{LocationId, RepeatLocations, repeat_locations};
