//! Risky facilities: within one class of place (car parks, supermarkets, hotels) a few places have most of the incidents.
//!
//! What enters is a selection, what counts as the same place, and what class each incident's place is of ([`PlaceClasses`], by the words
//! of its location or by a column of the source); what leaves is the J-curve of each class and how many of its places hold 80 %. Places
//! are those that the data name: one that never had an incident of any kind is not known here, so that the true shares are smaller.
//! Where all places of a class are known, from a file of them, incidents are counted for the nearest one instead ([`facilities_near`]).

mod classes;
mod curve;
mod near;
mod reading;
mod words;

pub use classes::PlaceClasses;
pub use curve::{Facilities, FacilityClass, facilities};
pub use near::{DEFAULT_REACH, FacilitiesNear, Reach, ReachError, facilities_near};
pub use words::{WORDS, WordRule, class_by_words};
