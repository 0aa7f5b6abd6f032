//! What happened: statistics of the incidents that a selection holds.
//!
//! What enters is an [`Index`](crate::index::Index) and a [`Selection`](crate::index::Selection); what leaves is numbers with their
//! units, each computed in a file that names its formula and source. Nothing here reads a file or writes one.

pub mod area_trends;
pub mod case_review;
pub mod comparison;
pub mod dated;
mod dbscan;
pub mod emerging;
pub mod facilities;
pub mod finding;
pub mod hot_spots;
mod incomplete_beta;
pub mod intervals;
pub mod kernel_density;
mod mann_kendall;
mod monotone_root;
pub mod months;
pub mod near_repeat;
mod observed;
mod odds_ratio;
mod poisson_trend;
mod progress;
mod quantile_breaks;
mod random;
mod rates;
pub mod recording_changes;
pub mod repeat_locations;
mod season;
mod significance;
pub mod space_time_scan;
pub mod spatial_weights;
mod student_t;
pub mod time_of_day;
pub mod volume_forecast;
pub mod years;

pub use dbscan::dbscan;
pub use mann_kendall::{MannKendall, mann_kendall};
pub(crate) use monotone_root::monotone_root;
pub use observed::{observed_days, observed_window};
pub use odds_ratio::odds_ratio;
pub use poisson_trend::{PoissonTrend, poisson_trend};
pub use progress::{Cancelled, Progress};
pub use quantile_breaks::quantile_breaks;
pub use random::replica_rng;
pub use rates::rate_per_1000;
pub use significance::{benjamini_hochberg, pseudo_p, two_sided_p};
pub use student_t::{t_deviate, two_sided_t_p};
