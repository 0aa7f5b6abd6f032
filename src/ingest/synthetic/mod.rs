//! The synthetic county: Essex's real ground, invented incidents, and the answers beside them.
//!
//! What enters is a seed; what leaves is about 390,000 [`Incident`](crate::incident::Incident)s of six years from three
//! agencies in order of time ([`County`]), the ground they happen on ([`Geography`]) and what was planted ([`Truth`]). Totals
//! follow what Essex Police published (`published.rs`). Same seed, same county, to the bit: only arithmetic that every
//! machine rounds alike is used.
//!
//! | file | job |
//! |---|---|
//! | `topology`, `towns`, `places`, `geography`, `ground` | the built-in open data, and metres on it |
//! | `published`, `calibration` | published totals, and incidents a month that add up to them |
//! | `rhythm`, `calendar` | hours and seasons |
//! | `address`, `background` | made-up addresses, and the uneven spread of the ordinary |
//! | `site`, `sites`, `spots`, `chain` | what is planted |
//! | `asb`, `covid`, `crime`, `fire` | what happens |
//! | `report`, `codes`, `attendance`, `log`, `record` | how it is logged |
//! | `scene`, `county`, `truth` | the stage, the whole, and the answers |
//!
//! It refuses to pass for real: sources, log numbers, keys and addresses say synthetic.

mod address;
mod asb;
mod attendance;
mod background;
mod calendar;
mod calibration;
mod chain;
mod codes;
mod county;
mod covid;
mod crime;
mod error;
mod event;
mod fire;
mod geography;
mod ground;
mod log;
mod places;
mod published;
mod record;
mod report;
mod rhythm;
mod scene;
mod site;
mod sites;
mod spots;
mod topology;
mod towns;
mod truth;

pub use county::County;
pub use error::SyntheticError;
pub use geography::Geography;
pub use published::{AsbType, JUNE_TO_MAY, PolicingArea, PublishedYear, YEARS};
pub use towns::Town;
pub use truth::{AddressTruth, ChainTruth, NOTICE, PlaceTruth, Truth, YearTruth};
