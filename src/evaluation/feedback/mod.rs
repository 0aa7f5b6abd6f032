//! Whether a forecast that patrols follow chases its own patrols.
//!
//! Areas of equal true rate are patrolled as the forecast says, and what patrols find goes back into it. Counted as it comes, the share
//! of one area runs away as in a Pólya urn (Ensign et al. 2018, Runaway feedback loops in predictive policing, Proceedings of Machine
//! Learning Research 81:160-171); weighted by [`Provenances`](crate::forecast::Provenances), as the production history weighs it, it must
//! not. docs/feedback.md says what this shows and what it does not.

mod check;
mod parameters;
mod patrols;
mod reading;

pub use check::{FeedbackReport, ShareQuantiles, TreatmentReport, feedback_check};
pub use parameters::{CheckedFeedback, FeedbackError, FeedbackParameters};
pub use patrols::Recorded;
