//! What each viewer may see.
//!
//! What enters is who asks, as a [`Viewer`], and the operator's [`Rules`], a file that reads like information-sharing agreements; what
//! leaves is a [`Clearance`] and, for whoever is not cleared for the incidents, a [`Protected`] copy of the data. Every count, map and
//! analysis is made from that copy by the same code as ever, so that nothing can be asked in a way that gives more than the copy holds.
//! It refuses to know how somebody proved who they are, and what an answer is sent as.
//!
//! | file | job |
//! |---|---|
//! | `agreement`, `rules`, `terms`, `period` | the file and what it means |
//! | `groups`, `protect`, `fingerprint` | the protected copy |
//! | `in_words`, `overlap` | the rules for people; what two of them together give away |
//! | `viewer` | who asks |

mod agreement;
mod error;
mod fingerprint;
mod groups;
mod in_words;
mod overlap;
mod period;
mod protect;
mod rules;
mod terms;
#[cfg(test)]
mod tests;
mod viewer;

pub use agreement::{Agreement, WrittenAgreement};
pub use error::{ProtectError, RulesError};
pub use in_words::in_words;
pub use overlap::{Combination, combinations};
pub use period::ReleasePeriod;
pub use protect::{Ground, Kept, Protected, protect};
pub use rules::{Clearance, FILE_NAME, Refusal, Rules};
pub use terms::{DisclosedField, DisclosedPlace, DisclosedRisk, LEAST_THRESHOLD, Terms};
pub use viewer::{Role, RoleError, Viewer};
