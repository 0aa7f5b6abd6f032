//! `wherenext analyze`: one analysis of the incidents that pass a filter, as a summary and, with `--out`, as a layer.

mod case_review;
mod compare;
mod emerging;
mod facilities;
pub(super) mod filter_arguments;
mod hot_spots;
mod hours;
mod kernel_density;
mod location_arguments;
mod near_repeat;
mod next_incident;
mod recording_changes;
mod relative_risk;
mod repeat_locations;
mod space_time_scan;
mod trends;
mod volume_forecast;
pub(super) mod watched;
mod years;

use clap::Subcommand;

use super::output::Context;
use crate::analysis::hot_spots::Statistic;

#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    analysis: Analysis,
}

#[derive(Debug, Subcommand)]
enum Analysis {
    /// Locations that meet the threshold for an ASB case review, with the reports that make it so.
    CaseReview(case_review::Args),
    /// Two windows or two filters against each other, as a whole, by area, by cell and by hour of the week.
    Compare(compare::Args),
    /// Emerging hot spots: how each cell's hot or cold spot came about over time.
    Emerging(emerging::Args),
    /// Risky facilities: within each class of place, how few places hold most of the incidents.
    Facilities(facilities::Args),
    /// Hot and cold spots by Getis and Ord's Gi*: cells whose neighbourhood holds more or less than chance puts there.
    GiStar(hot_spots::Args),
    /// Hour by weekday, and the windows in which incidents crowd.
    Hours(hours::Args),
    /// Kernel density: incidents per km² on a grid of cells, or as contours.
    Kde(kernel_density::Args),
    /// Local Moran: cells that are like their neighbours, and cells that stand out among them.
    LocalMoran(hot_spots::Args),
    /// Near repeats: whether incidents come back near the last one soon after it (Knox), and the zones alive on a date.
    NearRepeat(near_repeat::Args),
    /// The risk of a next incident at the same location, given how many there were so far.
    NextIncident(next_incident::Args),
    /// Steps in what the whole force records, and gaps.
    RecordingChanges(recording_changes::Args),
    /// Relative risk: where incidents are denser than others, or the residents, let expect.
    RelativeRisk(relative_risk::Args),
    /// Locations that incidents come back to, the ones with most first.
    Repeats(repeat_locations::Args),
    /// Where and when more gathered than the usual share of the place and the days (space-time permutation scan).
    SpaceTimeScan(space_time_scan::Args),
    /// Areas that grow and areas that fall, against a year ago, the rest of the force and over months.
    Trends(trends::Args),
    /// Incidents a month and a year to be expected, two years ahead.
    VolumeForecast(volume_forecast::Args),
    /// Incidents, attendance and shares of categories by years of twelve months, as forces report them.
    Years(years::Args),
}

pub fn run(args: &Args, context: &Context) -> anyhow::Result<()> {
    match &args.analysis {
        Analysis::CaseReview(args) => case_review::run(args, context),
        Analysis::Compare(args) => compare::run(args, context),
        Analysis::Emerging(args) => emerging::run(args, context),
        Analysis::Facilities(args) => facilities::run(args, context),
        Analysis::GiStar(args) => hot_spots::run(args, Statistic::GetisOrd, context),
        Analysis::Hours(args) => hours::run(args, context),
        Analysis::Kde(args) => kernel_density::run(args, context),
        Analysis::LocalMoran(args) => hot_spots::run(args, Statistic::LocalMoran, context),
        Analysis::NearRepeat(args) => near_repeat::run(args, context),
        Analysis::NextIncident(args) => next_incident::run(args, context),
        Analysis::RecordingChanges(args) => recording_changes::run(args, context),
        Analysis::RelativeRisk(args) => relative_risk::run(args, context),
        Analysis::Repeats(args) => repeat_locations::run(args, context),
        Analysis::SpaceTimeScan(args) => space_time_scan::run(args, context),
        Analysis::Trends(args) => trends::run(args, context),
        Analysis::VolumeForecast(args) => volume_forecast::run(args, context),
        Analysis::Years(args) => years::run(args, context),
    }
}
