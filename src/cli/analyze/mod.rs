//! `wherenext analyze`: one analysis of the incidents that pass a filter, as a summary and, with `--out`, as a layer.

mod filter_arguments;
mod hours;
mod kernel_density;
mod repeat_locations;

use clap::Subcommand;

use super::output::Context;

#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    analysis: Analysis,
}

#[derive(Debug, Subcommand)]
enum Analysis {
    /// Hour by weekday, and the windows in which incidents crowd.
    Hours(hours::Args),
    /// Kernel density: incidents per km² on a grid of cells, or as contours.
    Kde(kernel_density::Args),
    /// Locations that incidents come back to, the ones with most first.
    Repeats(repeat_locations::Args),
}

pub fn run(args: &Args, context: &Context) -> anyhow::Result<()> {
    match &args.analysis {
        Analysis::Hours(args) => hours::run(args, context),
        Analysis::Kde(args) => kernel_density::run(args, context),
        Analysis::Repeats(args) => repeat_locations::run(args, context),
    }
}
