use super::pairs::{Pairs, Reach};
use super::spread::Spread;
use super::timed::Timed;
use crate::forecast::past::Past;
use crate::space::Metres;

/// Near repeats are found up to two months and a few hundred metres (Townsley et al. 2003, doi:10.1093/bjc/43.3.615; Johnson et al.
/// 2007, doi:10.1007/s10940-007-9025-3); what lasts longer belongs to the background.
pub(super) const REACH: Reach = Reach { days: 60.0, space: Metres(500.0) };

/// Where the process runs: in continuous space, or among cells. What a fit needs of it, and a forecast of what was found.
pub(super) trait Process: Copy + Send + Sync + 'static {
    const NAME: &'static str;
    const DESCRIPTION: &'static str;
    /// How the background's reach is called in a record, what it may be, and what it is where no choice was made.
    const SCALE: &'static str;
    const SCALES: [f64; 4];
    const USUAL_SCALE: f64;

    type Spread: Spread + 'static;

    /// Where the fit sets out.
    fn start(scale: f64) -> Self::Spread;

    /// What the spread is in a record.
    fn spread_parameter(spread: Self::Spread) -> (&'static str, f64);

    /// The incidents that can take part, by their day.
    fn timed(past: Past<'_>) -> Timed;

    fn pairs(past: Past<'_>, timed: &Timed) -> Pairs;

    /// The background's density in space and time at each incident, without what the incident itself adds; `fractions` says which part
    /// of each belongs to the background. It integrates to 1 over the ground and the days.
    fn shape(past: Past<'_>, timed: &Timed, fractions: &[f64], scale: f64) -> Vec<f64>;

    /// Incidents `[n_cells]` that events of these weights make up: the background, faded and of no unit yet. `noise` is Σw² / Σw.
    fn background(past: Past<'_>, weights: &[f64], noise: f64, scale: f64) -> Vec<f64>;

    /// How much of [`Process::background`] the cell's own incidents are: those of the last 28 days, and older ones.
    fn own_background(past: Past<'_>, weights: &[f64], noise: f64, scale: f64) -> (Vec<f64>, Vec<f64>);

    /// Incidents `[n_cells]` when each event is spread out as what it triggers is.
    fn triggered(past: Past<'_>, weights: &[f64], spread: Self::Spread) -> Vec<f64>;
}
