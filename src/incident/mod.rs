//! The incident: what happened, when, where, who told us, and how well each of these is known.
//!
//! [`Incident`] is one record with its text, as it comes from a file and goes to the store. [`Incidents`] is all of them as
//! columns in time order, 40 bytes each before text: what every count, map and statistic is computed from.

mod builder;
mod category;
mod columns;
mod provenance;
mod record;
mod status;

pub use builder::{IncidentRow, IncidentsBuilder};
pub use category::{Category, CategoryError, Kind};
pub use columns::{ColumnsError, Dictionaries, Incidents, LocationText};
pub use provenance::{Precision, Provenance, UnknownName};
pub use record::{Incident, Location};
