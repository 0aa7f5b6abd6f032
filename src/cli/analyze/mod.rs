//! `wherenext analyze`: one analysis of the incidents that pass a filter, as a summary and, with `--out`, as a layer.

mod emerging;
mod filter_arguments;
mod hot_spots;
mod hours;
mod kernel_density;
mod repeat_locations;

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
    /// Emerging hot spots: how each cell's hot or cold spot came about over time.
    Emerging(emerging::Args),
    /// Hot and cold spots by Getis and Ord's Gi*: cells whose neighbourhood holds more or less than chance puts there.
    GiStar(hot_spots::Args),
    /// Hour by weekday, and the windows in which incidents crowd.
    Hours(hours::Args),
    /// Kernel density: incidents per km² on a grid of cells, or as contours.
    Kde(kernel_density::Args),
    /// Local Moran: cells that are like their neighbours, and cells that stand out among them.
    LocalMoran(hot_spots::Args),
    /// Locations that incidents come back to, the ones with most first.
    Repeats(repeat_locations::Args),
}

pub fn run(args: &Args, context: &Context) -> anyhow::Result<()> {
    match &args.analysis {
        Analysis::Emerging(args) => emerging::run(args, context),
        Analysis::GiStar(args) => hot_spots::run(args, Statistic::GetisOrd, context),
        Analysis::Hours(args) => hours::run(args, context),
        Analysis::Kde(args) => kernel_density::run(args, context),
        Analysis::LocalMoran(args) => hot_spots::run(args, Statistic::LocalMoran, context),
        Analysis::Repeats(args) => repeat_locations::run(args, context),
    }
}
