//! Case review: locations where enough of the same anti-social behaviour was reported for the statutory ASB case review
//! ("community trigger"; Anti-social Behaviour, Crime and Policing Act 2014, sections 104 and 105), with the incidents that make it so.
//!
//! What enters is a ranking of locations, a day and a threshold; what leaves is candidates. A review is asked for by a victim: this finds
//! where one could be, from incidents at a place alone. It knows no person and names none.

mod candidates;
mod reading;
mod threshold;

pub use candidates::{Candidate, CaseReviews, Reason, case_reviews, is_hate, reviewable};
pub use threshold::{CheckedThreshold, Threshold, ThresholdError};
